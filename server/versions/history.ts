import { asc, eq } from 'drizzle-orm'
import { messages, runs, versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

/** A version without what its row keeps of its files. */
export type PastVersion = Pick<
  typeof versions.$inferSelect,
  'id' | 'number' | 'kind' | 'undoes' | 'parentId' | 'mergedId' | 'treeHash' | 'authors'
> & {
  /** The message that asked for it, or what happened. */
  text: string
}

/** The session's versions, oldest first. */
export function readHistory(db: Db | Tx, sessionId: Id): Promise<PastVersion[]> {
  return db
    .select({
      id: versions.id,
      number: versions.number,
      kind: versions.kind,
      undoes: versions.undoes,
      parentId: versions.parentId,
      mergedId: versions.mergedId,
      treeHash: versions.treeHash,
      authors: versions.authors,
      asked: messages.text,
      reason: versions.reason,
    })
    .from(versions)
    .leftJoin(runs, eq(runs.id, versions.runId))
    .leftJoin(messages, eq(messages.id, runs.messageId))
    .where(eq(versions.sessionId, sessionId))
    .orderBy(asc(versions.number))
    .then((rows) => rows.map(({ asked, reason, ...row }) => ({ ...row, text: asked ?? reason })))
}

/** The first line of what asked for a version. */
export function titleOf({ text }: Pick<PastVersion, 'text'>): string {
  return text.trimStart().split('\n', 1)[0] ?? ''
}
