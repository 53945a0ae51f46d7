import { Server } from '@hocuspocus/server'
import { serve } from './serve.ts'

/** The peer, with its defaults and without storage. */
const server = new Server({ port: 0, address: '127.0.0.1', quiet: true, stopOnSignals: false })
await server.listen()
serve({ url: `http://127.0.0.1:${server.address.port}`, cookie: '', path: '/' })
