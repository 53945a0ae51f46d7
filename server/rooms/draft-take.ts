import * as Y from 'yjs'
import type { Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { Prompt } from '../../shared/protocol/texts.ts'
import { type DraftAuthors, forgetGone } from './draft-authors.ts'
import type { DraftDoc } from './draft-doc.ts'
import { type DraftPart, type DraftRow, lockDraft, writeDraft } from './draft-row.ts'
import {
  encodeDeletions,
  type Piece,
  piecesSeen,
  readSeen,
  sawDeletions,
  type Seen,
} from './draft-seen.ts'

/** How long a sender's own keystrokes may take to arrive, in milliseconds. */
const arriveMs = 6_000

/** A draft as its sender saw it, that this node has all of: ready to be taken out in a transaction. */
export interface DraftToTake {
  draft: DraftDoc
  seen: Seen
  part: DraftPart
}

export type Taken =
  | {
      is: 'text'
      text: string
      /** Who wrote parts of it, the most first. */
      authors: Id[]
      row: DraftRow
      /** The update that takes it out. */
      update: Uint8Array
    }
  /** Somebody else sent what the sender saw, before: as this message or suggestion. */
  | { is: 'gone'; by: Id }

/**
 * Waits until this node has the state of the draft that its sender saw, `ms` at the longest.
 * Throws AppError bad_input for what is no state, draft_late where it does not arrive in time; the draft stays as it is.
 */
export async function awaitDraft(
  draft: DraftDoc,
  state: string,
  ms: number = arriveMs,
): Promise<DraftToTake> {
  const seen = readSeen(state)
  if (!(await draft.waitFor(seen, ms)))
    throw new AppError(
      'draft_late',
      'Your last words have not reached the server. The text is still in the draft: send it again once you are connected.',
    )
  return { draft, seen, part: draft.part() }
}

/**
 * Takes exactly the text that its sender saw out of the draft, in the caller's transaction; what was typed since stays. Where
 * somebody else has taken it meanwhile nothing is taken. `by` is the id of what is made of it. The row that it answers is to
 * be given to `DraftDoc.taken` after the commit.
 * Throws AppError bad_input where there is no text or too much of it; the draft stays as it is.
 */
export async function takeDraft(
  tx: Tx,
  sessionId: Id,
  { seen, part }: DraftToTake,
  by: Id,
): Promise<Taken> {
  const draft = await lockDraft(tx, sessionId, part)
  const { takenBy, taken: before } = draft
  if (takenBy !== null && before !== null && !sawDeletions(seen, before))
    return { is: 'gone', by: takenBy }
  const pieces = piecesSeen(draft.doc, seen)
  const prompt = Prompt.safeParse(pieces.map((piece) => piece.text).join(''))
  if (!prompt.success)
    throw new AppError('bad_input', prompt.error.issues[0]?.message ?? 'That can not be sent.')
  const authors = authorsOf(pieces, draft.authors)
  const update = deletePieces(draft.doc, pieces)
  forgetGone(draft.authors, draft.doc)
  const taken = encodeDeletions(update)
  const row = await writeDraft(tx, sessionId, { ...draft, takenBy: by, taken })
  return { is: 'text', text: prompt.data, authors, row, update }
}

/** Deletes the pieces; answers the update that does it. */
function deletePieces(doc: Y.Doc, pieces: Piece[]): Uint8Array {
  const before = Y.encodeStateVector(doc)
  const deletions: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => void deletions.push(update))
  doc.transact(() => {
    const text = doc.getText(draftText)
    for (const piece of pieces.toReversed()) text.delete(piece.at, piece.text.length)
  })
  return deletions[0] ?? Y.encodeStateAsUpdate(doc, before)
}

/** People by how much of the text is theirs; who only added blanks is none of its authors. */
function authorsOf(pieces: Piece[], authors: DraftAuthors): Id[] {
  const shares = new Map<Id, number>()
  for (const { client, from, text } of pieces)
    for (const range of authors.within(client, from, from + text.length)) {
      const part = text.slice(range.from - from, range.to - from)
      const letters = part.replaceAll(/\s/g, '').length
      if (letters > 0) shares.set(range.by, (shares.get(range.by) ?? 0) + letters)
    }
  return [...shares].sort(([, a], [, b]) => b - a).map(([id]) => id)
}
