import * as Y from 'yjs'
import { AppError } from '../../shared/protocol/errors.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'

/**
 * A state that a user saw: insertions up to the clocks of `sv`, without the deletions in `ds`. A
 * state vector alone doesn't show deletions.
 */
export type Seen = Pick<Y.Snapshot, 'ds' | 'sv'>

/** Decodes a base64 Yjs snapshot. Throws AppError bad_input. */
export function readSeen(base64: string): Seen {
  try {
    return Y.decodeSnapshot(Buffer.from(base64, 'base64'))
  } catch (cause) {
    throw new AppError(
      'bad_input',
      'The draft couldn’t be read. Reload the page and send it again.',
      { cause },
    )
  }
}

/** `deleted` must be sorted, without adjacent ranges. */
function within(deleted: Y.Snapshot['ds'], ranges: Y.Snapshot['ds']): boolean {
  for (const [client, items] of ranges.clients) {
    const known = deleted.clients.get(client) ?? []
    for (const { clock, len } of items)
      if (!known.some((range) => range.clock <= clock && range.clock + range.len >= clock + len))
        return false
  }
  return true
}

export function covers(doc: Y.Doc, { sv, ds }: Seen): boolean {
  for (const [client, clock] of sv) if (Y.getState(doc.store, client) < clock) return false
  return within(Y.createDeleteSetFromStructStore(doc.store), ds)
}

/** `deleted` is what `encodeDeletions` returned. */
export function sawDeletions({ ds }: Seen, deleted: Uint8Array): boolean {
  return within(ds, Y.decodeSnapshot(deleted).ds)
}

export function encodeDeletions(update: Uint8Array): Uint8Array {
  return Y.encodeSnapshot(Y.createSnapshot(Y.decodeUpdate(update).ds, new Map()))
}

/** `at` is its offset in the current text. */
export interface Piece {
  client: number
  from: number
  at: number
  text: string
}

/** What still exists of a seen text, without what was typed since. */
export function piecesSeen(doc: Y.Doc, { sv }: Seen): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (let item = doc.getText(draftText)._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const { client, clock } = item.id
    const seen = Math.min(item.length, Math.max(0, (sv.get(client) ?? 0) - clock))
    if (seen > 0 && item.content instanceof Y.ContentString)
      pieces.push({ client, from: clock, at, text: item.content.str.slice(0, seen) })
    at += item.length
  }
  return pieces
}
