import { desc, eq } from 'drizzle-orm'
import { sessions, trees, versions, workingFiles } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { putBlobs } from './blobs.ts'
import { type TreeEntry, treeEntries, treeHash } from './working-tree.ts'

async function putTree(db: Db | Tx, files: TreeEntry[]): Promise<string> {
  const hash = treeHash(files)
  await db.insert(trees).values({ hash, files }).onConflictDoNothing()
  return hash
}

export async function importTree(
  db: Db,
  files: Array<{ path: string; content: string }>,
): Promise<{ hash: string; entries: TreeEntry[] }> {
  const hashes = await putBlobs(
    db,
    files.map((file) => file.content),
  )
  const entries = files.map((file, index) => ({ path: file.path, hash: hashes[index] ?? '' }))
  return { hash: await putTree(db, entries), entries }
}

/** Stores version 0, in the transaction that creates the session. */
export async function startTree(
  tx: Tx,
  session: { id: Id; createdBy: Id; at: Date },
  tree: { hash: string; entries: TreeEntry[] },
  reason = 'Started',
): Promise<void> {
  if (tree.entries.length > 0)
    await tx
      .insert(workingFiles)
      .values(tree.entries.map((entry) => ({ sessionId: session.id, ...entry })))
  const id = newId()
  await tx.insert(versions).values({
    id,
    sessionId: session.id,
    number: 0,
    parentId: null,
    treeHash: tree.hash,
    runId: null,
    authors: [session.createdBy],
    reason,
    at: session.at,
  })
  await tx.update(sessions).set({ headVersionId: id }).where(eq(sessions.id, session.id))
}

/** Null if the working tree equals the newest version. */
export async function createVersion(
  { tx, session, at, emit }: SessionTransaction,
  by: { runId: Id | null; authors: Id[]; reason: string },
): Promise<{ id: Id; number: number } | null> {
  const entries = await treeEntries(tx, session.id)
  const hash = treeHash(entries)
  const [head] = await tx
    .select()
    .from(versions)
    .where(eq(versions.sessionId, session.id))
    .orderBy(desc(versions.number))
    .limit(1)
  if (head?.treeHash === hash) return null
  await putTree(tx, entries)
  const version = { id: newId(), number: (head?.number ?? -1) + 1 }
  await tx.insert(versions).values({
    ...version,
    sessionId: session.id,
    parentId: head?.id ?? null,
    treeHash: hash,
    runId: by.runId,
    authors: by.authors,
    reason: by.reason,
    at,
  })
  await tx.update(sessions).set({ headVersionId: version.id }).where(eq(sessions.id, session.id))
  emit({ type: 'version_created', versionId: version.id, runId: by.runId })
  return version
}
