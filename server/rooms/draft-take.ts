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

/** How long to wait for the sender's own keystrokes, in ms. */
const arriveMs = 6_000

/** A state that its sender saw and this node has. */
export interface DraftToTake {
  draft: DraftDoc
  seen: Seen
  part: DraftPart
}

export type Taken =
  | {
      is: 'text'
      text: string
      /** Who wrote most comes first. */
      authors: Id[]
      row: DraftRow
      update: Uint8Array
    }
  /** Another user sent it before, as the message or suggestion `by`. */
  | { is: 'alreadyTaken'; by: Id }

/**
 * Waits up to `ms` for the state that the sender saw. Throws AppError bad_input for a malformed
 * state, draft_late if it doesn't arrive.
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
 * Takes exactly the text that its sender saw, in the caller's transaction, unless another user took
 * it; text typed since stays. `by` is the new message's or suggestion's id. Call `DraftDoc.taken`
 * after the commit. Throws AppError bad_input for an empty or too long text.
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

/** Sorted by share. People who added only whitespace aren't authors. */
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
