import * as Y from 'yjs'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { sortedRanges, structsWithin } from './deleted-ranges.ts'

type Decoded = ReturnType<typeof Y.decodeUpdate>

const decoded = new WeakMap<Uint8Array, Decoded>()

/** Throws on malformed updates. */
export function decodedUpdate(update: Uint8Array): Decoded {
  const known = decoded.get(update) ?? Y.decodeUpdate(update)
  decoded.set(update, known)
  return known
}

export function itemsOf(update: Uint8Array): number {
  return decodedUpdate(update).structs.length
}

/** Whether the doc has all that an update builds on, so that none of it becomes pending. */
export function isComplete(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = decodedUpdate(update)
  const ends = new Map<number, number>()
  const endOf = (client: number) => ends.get(client) ?? Y.getState(doc.store, client)
  for (const struct of structs) {
    const { client, clock } = struct.id
    if (struct instanceof Y.Skip || clock > endOf(client)) return false
    ends.set(client, Math.max(endOf(client), clock + struct.length))
  }
  const has = (id: Y.ID | null) => id === null || id.clock < endOf(id.client)
  const areThere = structs.every(
    (struct) => !(struct instanceof Y.Item) || (has(struct.origin) && has(struct.rightOrigin)),
  )
  if (!areThere) return false
  for (const [client, ranges] of ds.clients)
    if (ranges.some(({ clock, len }) => clock + len > endOf(client))) return false
  return true
}

function isPlain(content: unknown): boolean {
  return content instanceof Y.ContentString || content instanceof Y.ContentDeleted
}

/**
 * Throws unless an update only inserts and deletes plain characters of the draft. Anything else
 * would be stored and sent unseen, outside every limit.
 */
export function requirePlainText(update: Uint8Array): void {
  for (const struct of decodedUpdate(update).structs) {
    if (!(struct instanceof Y.Item)) continue
    const { parent, parentSub, content } = struct
    // null: the same parent as the neighbouring character's
    const isInText = parent === null || String(parent) === draftText
    if (!isInText || parentSub !== null || !isPlain(content))
      throw new Error('The update has something other than the draft’s text.')
  }
}

/**
 * An upper bound of the characters by which an update makes the doc's text longer, in time that
 * grows with the update: what it inserts, without what it deletes of the doc.
 */
export function growthOf(doc: Y.Doc, update: Uint8Array): number {
  const { structs, ds } = decodedUpdate(update)
  let growth = 0
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
    const { client, clock } = struct.id
    growth += Math.max(0, clock + struct.length - Math.max(clock, Y.getState(doc.store, client)))
  }
  for (const [client, ranges] of sortedRanges(ds).clients)
    for (const { clock, len } of ranges)
      for (const { struct, length } of structsWithin(doc, client, clock, clock + len))
        if (!struct.deleted && struct instanceof Y.Item && struct.countable) growth -= length
  return growth
}
