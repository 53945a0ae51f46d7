import { WebSocketServer } from 'ws'
import { stateOf } from './state.ts'

/** Takes every frame and does nothing with it. */
const server = new WebSocketServer({ port: 0, perMessageDeflate: false })
server.on('connection', (client) => client.on('message', () => {}))
await new Promise((resolve) => server.once('listening', resolve))
const address = server.address()
const port = typeof address === 'object' ? address?.port : 0
const place = { url: `http://127.0.0.1:${port}`, cookie: '', sessionId: '', epoch: '' }
process.send?.({ ...place, ...stateOf() })
process.on('message', () => process.send?.({ ...place, ...stateOf() }))
