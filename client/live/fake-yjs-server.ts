import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type WebSocket, WebSocketServer } from 'ws'
import * as sync from 'y-protocols/sync'
import type * as Y from 'yjs'

const syncMessage = 0
const awarenessMessage = 1

export type Answer = { serve: Y.Doc } | { close: number; reason?: string }

export async function fakeYjsServer(answer: (name: string) => Answer) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const opened: string[] = []
  const awareness: Uint8Array[] = []
  const sockets = new Set<WebSocket>()
  server.on('connection', (socket, request) => {
    const name = decodeURIComponent((request.url ?? '').replace('/yjs/', ''))
    opened.push(name)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const decided = answer(name)
    if ('close' in decided) {
      socket.close(decided.close, decided.reason)
      return
    }
    const doc = decided.serve
    const send = (write: (encoder: encoding.Encoder) => void) => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, syncMessage)
      write(encoder)
      socket.send(encoding.toUint8Array(encoder))
    }
    send((encoder) => sync.writeSyncStep1(encoder, doc))
    const onUpdate = (update: Uint8Array) => send((encoder) => sync.writeUpdate(encoder, update))
    doc.on('update', onUpdate)
    socket.on('close', () => doc.off('update', onUpdate))
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(new Uint8Array(data))
      const kind = decoding.readVarUint(decoder)
      if (kind === awarenessMessage) awareness.push(decoding.readVarUint8Array(decoder))
      if (kind !== syncMessage) return
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, syncMessage)
      sync.readSyncMessage(decoder, encoder, doc, socket)
      if (encoding.length(encoder) > 1) socket.send(encoding.toUint8Array(encoder))
    })
  })
  return {
    wsUrl: `ws://127.0.0.1:${port}/yjs`,
    opened,
    awareness,
    cut: () => {
      for (const socket of sockets) socket.terminate()
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
