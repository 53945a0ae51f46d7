import { and, eq } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import type { VersionFile } from '../../shared/protocol/version-view.ts'
import { readBlob } from './blobs.ts'
import { diffTrees } from './diff-trees.ts'
import { readTree, versionOf } from './read-tree.ts'
import { fillChanges } from './version-changes.ts'
import { type TreeEntry, treeEntries } from './working-tree.ts'

/** The files of a version, or of the working tree. Throws AppError not_found. */
export async function filesAt(db: Db, sessionId: Id, at: VersionAt): Promise<TreeEntry[]> {
  if (at === 'now') return treeEntries(db, sessionId)
  const { treeHash } = await versionOf(db, sessionId, at)
  return readTree(db, treeHash)
}

/** What `to` has changed since `from`. Throws AppError not_found. */
export async function compareVersions(
  db: Db,
  { sessionId, from, to }: { sessionId: Id; from: Id; to: VersionAt },
): Promise<{ files: VersionFile[] }> {
  if (to !== 'now' && (await versionOf(db, sessionId, to)).parentId === from) {
    await fillChanges(db, sessionId, [to])
    const [kept] = await db
      .select({ files: versions.files })
      .from(versions)
      .where(and(eq(versions.id, to), eq(versions.sessionId, sessionId)))
    if (kept && kept.files.length > 0) return { files: kept.files }
  }
  const before = await filesAt(db, sessionId, from)
  const after = await filesAt(db, sessionId, to)
  return { files: await diffTrees(before, after, (hash) => readBlob(db, hash)) }
}
