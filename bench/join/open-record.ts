import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

export function openRecord(wsUrl: string, path: string, headers: Record<string, string>) {
  class Socket extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers, perMessageDeflate: false })
    }
  }
  return new WebsocketProvider(wsUrl, path, new Y.Doc(), {
    connect: false,
    disableBc: true,
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
  })
}
