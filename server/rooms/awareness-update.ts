import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { PresenceState, presenceLength } from '../../shared/protocol/presence.ts'
import type { PresenceEntry } from '../bus/presence-entry.ts'
import type { Person } from '../../shared/protocol/person.ts'

const ClientState = PresenceState.nullable()

const maxEntries = 64

/**
 * Attributes all states to the socket's user, whatever they claim. Throws on malformed or oversized
 * input.
 */
export function readAwareness(update: Uint8Array, user: Person): PresenceEntry[] {
  const decoder = decoding.createDecoder(update)
  const length = decoding.readVarUint(decoder)
  if (length > maxEntries) throw new Error('too many awareness states')
  const entries: PresenceEntry[] = []
  for (let index = 0; index < length; index++) {
    const clientId = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const json = decoding.readVarString(decoder)
    if (json.length > presenceLength) throw new Error('an awareness state is too long')
    const state = ClientState.parse(JSON.parse(json))
    entries.push({ clientId, clock, state: state && { ...state, user } })
  }
  return entries
}

export function writeAwareness(entries: PresenceEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const entry of entries) {
    encoding.writeVarUint(encoder, entry.clientId)
    encoding.writeVarUint(encoder, entry.clock)
    encoding.writeVarString(encoder, JSON.stringify(entry.state))
  }
  return encoding.toUint8Array(encoder)
}
