import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { closes } from '../../shared/protocol/close-codes.ts'
import { limits } from '../../shared/limits.ts'
import type { Connection } from '../rooms/connection.ts'
import { sharedFrames } from './shared-frames.ts'

/** A room sends one array to all connections; each frame is built once. */
const frameOf = sharedFrames<Uint8Array>('binary')

/** Compression must be off. */
export function docConnection(client: WebSocket, line: Duplex): Connection {
  return {
    send(message) {
      if (client.readyState === client.OPEN) line.write(frameOf(message))
    },
    buffered: () => line.writableLength,
    close: (code, reason) => client.close(code, reason),
  }
}

/** y-websocket sends its step 1 and awareness before authentication finishes. */
export const mostEarly = { frames: 64, bytes: 2 * limits.docFrameBytes } as const

/** The returned function stops buffering and returns the frames in order. */
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
  return (): Uint8Array[] => {
    client.off('message', keep)
    return frames
  }
}
