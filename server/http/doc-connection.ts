import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { closeCodes } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Connection } from '../rooms/connection.ts'

/** The head of an unmasked, unfragmented binary frame (RFC 6455, 5.2) with `length` bytes behind it. */
const frameHead = (length: number): Buffer => {
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x82
  if (length < 126) head[1] = length
  else if (length < 65_536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return head
}

let lastMessage: Uint8Array | null = null
let lastWire: Buffer = Buffer.alloc(0)

/** The message as it goes over the wire. A room hands the very same array to all its connections: it is framed once. */
const wireOf = (message: Uint8Array): Buffer => {
  if (message === lastMessage) return lastWire
  lastWire = Buffer.concat([frameHead(message.byteLength), message])
  lastMessage = message
  return lastWire
}

/**
 * A WebSocket as rooms see it. Messages are written to its line as whole frames, in one piece that all lines share: `ws`
 * would make a head for each and hand both over one by one. That needs a socket without compression, on which nothing is
 * sent in fragments; control frames (pong, close) stay with `ws`.
 */
export const docConnection = (client: WebSocket, line: Duplex): Connection => ({
  send(message) {
    if (client.readyState === client.OPEN) line.write(wireOf(message))
  },
  buffered: () => line.writableLength,
  close: (code, reason) => client.close(code, reason),
})

/** What may come on a socket before it is known whose it is: a y-websocket client sends its step 1 and its awareness. */
const mostEarly = { frames: 64, bytes: 2 * limits.docFrameBytes }

/** Keeps what comes before the socket is attached to its doc; more than is reasonable closes it. */
export const keepEarlyFrames = (client: WebSocket) => {
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
    client.close(closeCodes.flooding, 'Too many messages at once.')
  }
  client.on('message', keep)
  /** Ends the keeping; answers what was kept, in order. */
  return (): Uint8Array[] => {
    client.off('message', keep)
    return frames
  }
}
