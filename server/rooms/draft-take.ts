import * as Y from 'yjs'
import type { Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import { Prompt } from '../../shared/protocol/texts.ts'
import { type DraftAuthors, forgetDeleted } from './draft-authors.ts'
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

/** How long to wait for a sender's own keystrokes, in milliseconds. */
const arriveMs = 6_000

/** A draft's state that its sender saw and this node has: ready to be taken out in a transaction. */
export interface DraftToTake {
  draft: DraftDoc
  seen: Seen
  part: DraftPart
}

export type Taken =
  | {
      is: 'text'
      text: string
      /** The one who wrote most comes first. */
      authors: Id[]
      row: DraftRow
      /** The update that deletes the text from the draft. */
      update: Uint8Array
    }
  /** Somebody else has sent this text before, as the message or suggestion `by`. */
  | { is: 'alreadyTaken'; by: Id }

/**
 * Waits up to `ms` until this node has the state of the draft that its sender saw. Throws AppError bad_input for a malformed
 * state, and draft_late if it doesn't arrive in time; the draft is unchanged then.
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
      'Your latest edits haven’t reached the server yet. The text is still in the draft: send it again once you are connected.',
    )
  return { draft, seen, part: draft.part() }
}

/**
 * Takes exactly the text that its sender saw out of the draft, in the caller's transaction; text typed since stays. Takes nothing
 * if somebody else has taken it. `by` is the id of the new message or suggestion. After the commit, pass the returned row to
 * `DraftDoc.taken`. Throws AppError bad_input for an empty or too long text; the draft is unchanged then.
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
    return { is: 'alreadyTaken', by: takenBy }
  const pieces = piecesSeen(draft.doc, seen)
  const prompt = Prompt.safeParse(pieces.map((piece) => piece.text).join(''))
  if (!prompt.success)
    throw new AppError(
      'bad_input',
      prompt.error.issues[0]?.message ?? 'This text can’t be sent. Change it and try again.',
    )
  const authors = authorsOf(pieces, draft.authors)
  const update = deletePieces(draft.doc, pieces)
  forgetDeleted(draft.authors, draft.doc)
  const taken = encodeDeletions(update)
  const row = await writeDraft(tx, sessionId, { ...draft, takenBy: by, taken })
  return { is: 'text', text: prompt.data, authors, row, update }
}

/** Deletes the pieces and returns the update. */
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

/** Authors by how much of the text they wrote. People who added only whitespace aren't listed. */
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
