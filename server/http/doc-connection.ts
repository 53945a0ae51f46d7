import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { closes } from '../../shared/protocol/close-codes.ts'
import { limits } from '../../shared/limits.ts'
import type { Connection } from '../rooms/connection.ts'
import { sharedFrames } from './shared-frames.ts'

/** A room hands the very same array to all its connections. */
const frameOf = sharedFrames<Uint8Array>('binary')

/** A WebSocket as rooms see it, without compression. */
export function docConnection(client: WebSocket, line: Duplex): Connection {
  return {
    send(message) {
      if (client.readyState === client.OPEN) line.write(frameOf(message))
    },
    buffered: () => line.writableLength,
    close: (code, reason) => client.close(code, reason),
  }
}

/** What may come on a socket before it is known whose it is: a y-websocket client sends its step 1 and its awareness. */
const mostEarly = { frames: 64, bytes: 2 * limits.docFrameBytes }

/** Keeps what comes before the socket is attached to its doc; more than is reasonable closes it. */
export function keepEarlyFrames(client: WebSocket) {
  const frames: Uint8Array[] = []
  let bytes = 0
  const keep = (data: Buffer) => {
    bytes += data.byteLength
    if (frames.length < mostEarly.frames && bytes <= mostEarly.bytes) {
      frames.push(data)
      return
    }
    frames.length = 0
    client.off('message', keep)
    client.close(closes.flooding.code, closes.flooding.reason)
  }
  client.on('message', keep)
  /** Ends the keeping; answers what was kept, in order. */
  return (): Uint8Array[] => {
    client.off('message', keep)
    return frames
  }
}
