import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { VersionFile } from '../../shared/protocol/version-view.ts'
import { readBlob } from './blobs.ts'
import { diffTrees } from './diff-trees.ts'
import { readTree } from './read-tree.ts'

/** A version stored by an earlier release does not say what it changed. */
const unknownChanges = and(isNotNull(versions.parentId), sql`${versions.files} = '[]'::jsonb`)

async function changesOf(
  db: Db | Tx,
  { parentId, treeHash }: { parentId: Id | null; treeHash: string },
): Promise<VersionFile[]> {
  if (parentId === null) return []
  const [parent] = await db
    .select({ treeHash: versions.treeHash })
    .from(versions)
    .where(eq(versions.id, parentId))
  if (!parent) return []
  const [before, after] = await Promise.all([readTree(db, parent.treeHash), readTree(db, treeHash)])
  return diffTrees(before, after, (hash) => readBlob(db, hash))
}

/** Computes once what versions of an earlier release changed; without `ids`, of the whole session. */
export async function fillChanges(db: Db | Tx, sessionId: Id, ids?: readonly Id[]): Promise<void> {
  if (ids?.length === 0) return
  const rows = await db
    .select({ id: versions.id, treeHash: versions.treeHash, parentId: versions.parentId })
    .from(versions)
    .where(
      and(eq(versions.sessionId, sessionId), unknownChanges, ids && inArray(versions.id, [...ids])),
    )
  for (const row of rows) {
    const files = await changesOf(db, row)
    if (files.length > 0) await db.update(versions).set({ files }).where(eq(versions.id, row.id))
  }
}
