import type { WebSocket } from 'ws'

/** Ignores what the peer still sends. */
export function shut(client: WebSocket, code: number, reason: string): void {
  client.removeAllListeners('message')
  client.close(code, reason)
}
