import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as sync from 'y-protocols/sync'
import type * as Y from 'yjs'

/** y-websocket's message types, without the unused auth (2). */
export const frameType = { sync: 0, awareness: 1, queryAwareness: 3 } as const

export type Frame =
  | { type: 'step1'; stateVector: Uint8Array }
  /** Step 2 or update; `empty`: no content. */
  | { type: 'update'; update: Uint8Array; empty: boolean }
  | { type: 'awareness'; update: Uint8Array }
  | { type: 'queryAwareness' }

/** Throws on malformed frames. */
export function readFrame(data: Uint8Array): Frame {
  const decoder = decoding.createDecoder(data)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case frameType.sync: {
      const kind = decoding.readVarUint(decoder)
      const payload = decoding.readVarUint8Array(decoder)
      if (kind === sync.messageYjsSyncStep1) return { type: 'step1', stateVector: payload }
      if (kind === sync.messageYjsSyncStep2 || kind === sync.messageYjsUpdate) {
        const empty = payload.length === 2 && payload[0] === 0 && payload[1] === 0
        return { type: 'update', update: payload, empty }
      }
      throw new Error(`unknown sync message ${kind}`)
    }
    case frameType.awareness:
      return { type: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case frameType.queryAwareness:
      return { type: 'queryAwareness' }
    default:
      throw new Error(`unknown message ${type}`)
  }
}

function frame(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

export function step1Frame(doc: Y.Doc) {
  return frame(frameType.sync, (encoder) => sync.writeSyncStep1(encoder, doc))
}

export function step2Frame(doc: Y.Doc, stateVector: Uint8Array) {
  return frame(frameType.sync, (encoder) => sync.writeSyncStep2(encoder, doc, stateVector))
}

export function updateFrame(update: Uint8Array) {
  return frame(frameType.sync, (encoder) => sync.writeUpdate(encoder, update))
}

export function awarenessFrame(update: Uint8Array) {
  return frame(frameType.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update))
}

/** An empty message: y-websocket closes a connection after 30 s without one. */
export const keepAliveFrame = awarenessFrame(Uint8Array.of(0))
