import type { WebSocket } from 'ws'

/** Closes a socket, and hears nothing of what its peer sends before it closes too. */
export function shut(client: WebSocket, code: number, reason: string): void {
  client.removeAllListeners('message')
  client.close(code, reason)
}
