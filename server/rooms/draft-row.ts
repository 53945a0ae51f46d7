import { and, eq, ne } from 'drizzle-orm'
import * as Y from 'yjs'
import { drafts } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import type { Id } from '../../shared/ids.ts'
import { DraftAuthors } from './draft-authors.ts'

export interface DraftPart {
  state: Uint8Array
  authors: readonly AuthorRange[]
}

export interface DraftRow extends DraftPart {
  revision: number
}

/** Null without a row, or if it is still at revision `known`. */
export async function readDraft(
  db: Db | Tx,
  sessionId: Id,
  known: number | null,
): Promise<DraftRow | null> {
  const [row] = await db
    .select({ state: drafts.state, authors: drafts.authors, revision: drafts.revision })
    .from(drafts)
    .where(
      and(eq(drafts.sessionId, sessionId), known === null ? undefined : ne(drafts.revision, known)),
    )
  return row ?? null
}

/** Writes nothing and returns false if the row is no longer at `revision`. */
export async function replaceDraft(
  db: Db,
  sessionId: Id,
  revision: number,
  { state, authors }: DraftPart,
): Promise<boolean> {
  const written = await db
    .update(drafts)
    .set({ state, authors: [...authors], revision: revision + 1 })
    .where(and(eq(drafts.sessionId, sessionId), eq(drafts.revision, revision)))
    .returning({ revision: drafts.revision })
  return written.length > 0
}

export interface OpenDraft {
  doc: Y.Doc
  authors: DraftAuthors
  /** The last message or suggestion that took text, and its deletions. */
  takenBy: Id | null
  taken: Uint8Array | null
  revision: number
}

export async function lockDraft(tx: Tx, sessionId: Id, here: DraftPart): Promise<OpenDraft> {
  const doc = new Y.Doc()
  const authors = new DraftAuthors()
  const nothing = { state: Y.encodeStateAsUpdate(doc), authors: [] }
  await tx
    .insert(drafts)
    .values({ sessionId, ...nothing })
    .onConflictDoNothing()
  const [row] = await tx.select().from(drafts).where(eq(drafts.sessionId, sessionId)).for('update')
  if (!row) throw new Error(`The draft of session ${sessionId} is gone.`)
  Y.applyUpdate(doc, row.state)
  authors.addAll(row.authors)
  Y.applyUpdate(doc, here.state)
  authors.addAll(here.authors)
  const { takenBy, taken, revision } = row
  return { doc, authors, takenBy, taken, revision }
}

export async function writeDraft(
  tx: Tx,
  sessionId: Id,
  { doc, authors, takenBy, taken, revision }: OpenDraft,
): Promise<DraftRow> {
  const row = {
    state: Y.encodeStateAsUpdate(doc),
    authors: authors.all(),
    revision: revision + 1,
  }
  await tx
    .update(drafts)
    .set({ ...row, takenBy, taken })
    .where(eq(drafts.sessionId, sessionId))
  return row
}

export function mergeDraft(db: Db, sessionId: Id, here: DraftPart): Promise<DraftRow> {
  return db.transaction(async (tx) =>
    writeDraft(tx, sessionId, await lockDraft(tx, sessionId, here)),
  )
}
