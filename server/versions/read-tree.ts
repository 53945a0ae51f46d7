import { and, eq } from 'drizzle-orm'
import { trees, versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { TreeEntry } from './working-tree.ts'

/** The files of a stored tree, sorted by path. Empty if there is no such tree. */
export async function readTree(db: Db | Tx, hash: string): Promise<TreeEntry[]> {
  const [row] = await db.select({ files: trees.files }).from(trees).where(eq(trees.hash, hash))
  return row?.files ?? []
}

/** A version of the session. Throws AppError not_found. */
export async function versionOf(
  db: Db | Tx,
  sessionId: Id,
  versionId: Id,
): Promise<typeof versions.$inferSelect> {
  const [row] = await db
    .select()
    .from(versions)
    .where(and(eq(versions.id, versionId), eq(versions.sessionId, sessionId)))
  if (!row) throw new AppError('not_found', 'There is no such version in this session.')
  return row
}
