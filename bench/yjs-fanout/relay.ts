import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { serve } from './serve.ts'

/** The peer: forwards each update to all others. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
server.on('connection', (socket) => {
  socket.on('message', (data, binary) => {
    for (const client of server.clients) if (client !== socket) client.send(data, { binary })
  })
})
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('no port')
serve({ url: `http://127.0.0.1:${address.port}`, cookie: '', path: '/' })
