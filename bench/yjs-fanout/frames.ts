import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { docName, type Kind } from './messages.ts'

/** Of y-websocket and Hocuspocus; the latter begin with the doc's name. */
const sync = 0
const auth = 2
const update = 2
const step1 = 0

function frame(kind: Kind, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  if (kind === 'hocuspocus') encoding.writeVarString(encoder, docName)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

export function updateFrame(kind: Kind, bytes: Uint8Array): Uint8Array {
  return frame(kind, (encoder) => {
    encoding.writeVarUint(encoder, sync)
    encoding.writeVarUint(encoder, update)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

export function authFrame(): Uint8Array {
  return frame('hocuspocus', (encoder) => {
    encoding.writeVarUint(encoder, auth)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, 'token')
  })
}

/** Per Yjs client in the frame, the clock of its last change. */
export function readClocks(kind: Kind, data: Uint8Array): Map<number, number> {
  const decoder = decoding.createDecoder(data)
  if (kind === 'hocuspocus') decoding.readVarString(decoder)
  if (decoding.readVarUint(decoder) !== sync) return new Map()
  if (decoding.readVarUint(decoder) === step1) return new Map()
  return Y.parseUpdateMeta(decoding.readVarUint8Array(decoder)).to
}
