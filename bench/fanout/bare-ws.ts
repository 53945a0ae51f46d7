import { WebSocketServer } from 'ws'
import { play, tokenText } from './messages.ts'

/** The peer: each token is one message, encoded once. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
server.on('listening', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  process.send?.({
    type: 'listening',
    url: `http://127.0.0.1:${address.port}`,
    cookie: '',
    sessionId: '',
  })
})
let offset = 0
process.on('message', async () => {
  const sent = await play((index) => {
    const text = tokenText(index)
    const message = JSON.stringify({ type: 'token', offset, text })
    offset += text.length
    for (const client of server.clients) client.send(message)
  })
  process.send?.({ type: 'sent', ...sent })
})
