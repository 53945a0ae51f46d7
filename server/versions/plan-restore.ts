import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { blobReader } from './blobs.ts'
import { editsBetween } from './edits-between.ts'
import type { FileEdit } from './file-change.ts'
import { readTree, versionOf } from './read-tree.ts'
import { type TreeEntry, treeEntries } from './working-tree.ts'

export interface RestorePlan {
  ours: TreeEntry[]
  edits: FileEdit[]
  number: number
}

/** Throws AppError not_found. */
export async function planRestore(
  db: Db,
  { sessionId, versionId }: { sessionId: Id; versionId: Id },
): Promise<RestorePlan> {
  const { number, treeHash } = await versionOf(db, sessionId, versionId)
  const [ours, wanted] = await Promise.all([treeEntries(db, sessionId), readTree(db, treeHash)])
  const now = new Set(ours.map(({ hash }) => hash))
  const missing = wanted.flatMap(({ hash }) => (now.has(hash) ? [] : [hash]))
  return { ours, number, edits: await editsBetween(ours, wanted, await blobReader(db, missing)) }
}
