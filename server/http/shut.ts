import type { WebSocket } from 'ws'

/** Closes a socket and ignores what its peer still sends. */
export function shut(client: WebSocket, code: number, reason: string): void {
  client.removeAllListeners('message')
  client.close(code, reason)
}
