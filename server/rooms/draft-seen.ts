import * as Y from 'yjs'
import { AppError } from '../../shared/protocol/errors.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { coversRanges, isDeleted, sortedRanges } from './deleted-ranges.ts'

/**
 * A state that a user saw: insertions up to the clocks of `sv`, without the deletions in `ds`. A
 * state vector alone doesn't show deletions. The ranges of `ds` are sorted, without overlaps.
 */
export type Seen = Pick<Y.Snapshot, 'ds' | 'sv'>

/** Decodes a base64 Yjs snapshot. Throws AppError bad_input. */
export function readSeen(base64: string): Seen {
  try {
    const { ds, sv } = Y.decodeSnapshot(Buffer.from(base64, 'base64'))
    return { ds: sortedRanges(ds), sv }
  } catch (cause) {
    throw new AppError(
      'bad_input',
      'The draft couldn’t be read. Reload the page and send it again.',
      { cause },
    )
  }
}

export function covers(doc: Y.Doc, { sv, ds }: Seen): boolean {
  for (const [client, clock] of sv) if (Y.getState(doc.store, client) < clock) return false
  return isDeleted(doc, ds)
}

/** `deleted` is what `encodeDeletions` returned. */
export function sawDeletions({ ds }: Seen, deleted: Uint8Array): boolean {
  return coversRanges(ds, Y.decodeSnapshot(deleted).ds)
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
