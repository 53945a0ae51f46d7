import type { WebSocket } from 'ws'
import type { Clock } from '../lib/clock.ts'

/** In ms. A socket without a pong or a whole message in two of them is cut. */
export const pingMs = 20_000

/**
 * Pings sockets, and cuts those from which nothing whole arrives: a frame that never ends keeps its
 * bytes, and its socket could not even respond to a close. Returns what ends it.
 */
export function cutSilentSockets(clients: ReadonlySet<WebSocket>, clock: Clock): () => void {
  /** Pinged, and not heard since. */
  const asked = new WeakSet<WebSocket>()
  const followed = new WeakSet<WebSocket>()
  let cancel = () => {}
  const follow = (client: WebSocket) => {
    followed.add(client)
    const heard = () => asked.delete(client)
    client.on('pong', heard)
    client.on('message', heard)
  }
  const round = () => {
    for (const client of clients) {
      if (!followed.has(client)) follow(client)
      if (asked.has(client)) {
        client.terminate()
        continue
      }
      asked.add(client)
      if (client.readyState === client.OPEN) client.ping()
    }
    cancel = clock.after(pingMs, round)
  }
  cancel = clock.after(pingMs, round)
  return () => cancel()
}
