import { desc, eq } from 'drizzle-orm'
import { sessions, trees, versions, workingFiles } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { putBlobs } from './blobs.ts'
import type { FileEdit } from './file-change.ts'
import { type TreeEntry, treeEntries, treeHash } from './working-tree.ts'

/** Locks the tree and with it its blobs, as `putBlobs` does. False if there is none. */
async function holdTree(tx: Tx, hash: string): Promise<boolean> {
  const held = await tx
    .select({ hash: trees.hash })
    .from(trees)
    .where(eq(trees.hash, hash))
    .for('key share')
  return held.length > 0
}

async function putTree(tx: Tx, files: TreeEntry[]): Promise<string> {
  const hash = treeHash(files)
  for (;;) {
    const made = await tx
      .insert(trees)
      .values({ hash, files })
      .onConflictDoNothing()
      .returning({ hash: trees.hash })
    if (made.length > 0 || (await holdTree(tx, hash))) return hash
  }
}

type File = { path: string; content: string }

/** A tree that may be collected while no session has it; `keepTree` stores it again. */
export type KnownTree = { hash: string; entries: TreeEntry[]; files: readonly File[] }

async function storeTree(tx: Tx, files: readonly File[]): Promise<KnownTree> {
  const hashes = await putBlobs(
    tx,
    files.map((file) => file.content),
  )
  const entries = files.map((file, index) => ({ path: file.path, hash: hashes[index] ?? '' }))
  return { hash: await putTree(tx, entries), entries, files }
}

export function importTree(db: Db, files: readonly File[]): Promise<KnownTree> {
  return db.transaction((tx) => storeTree(tx, files))
}

/** Call in the transaction that names the tree, before it does. */
export async function keepTree(tx: Tx, tree: KnownTree): Promise<void> {
  if (!(await holdTree(tx, tree.hash))) await storeTree(tx, tree.files)
}

/** For a tree that edits made: those hold what no other tree has. Returns its hash. */
export async function storeEdited(
  tx: Tx,
  entries: TreeEntry[],
  edits: readonly FileEdit[],
): Promise<string> {
  const contents = edits.flatMap(({ content }) => (content === null ? [] : [content]))
  await putBlobs(tx, contents)
  return putTree(tx, entries)
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

/** Null if the working tree equals the newest version. A merge is a version all the same: what it took is not taken again. */
export async function createVersion(
  { tx, session, at, emit }: SessionTransaction,
  by: { runId: Id | null; authors: Id[]; reason: string } & Partial<
    Pick<typeof versions.$inferInsert, 'kind' | 'undoes' | 'mergedId'>
  >,
): Promise<{ id: Id; number: number } | null> {
  const entries = await treeEntries(tx, session.id)
  const hash = treeHash(entries)
  const [head] = await tx
    .select()
    .from(versions)
    .where(eq(versions.sessionId, session.id))
    .orderBy(desc(versions.number))
    .limit(1)
  if (head?.treeHash === hash && !by.mergedId) return null
  await putTree(tx, entries)
  const version = { id: newId(), number: (head?.number ?? -1) + 1 }
  await tx.insert(versions).values({
    ...version,
    sessionId: session.id,
    parentId: head?.id ?? null,
    treeHash: hash,
    ...by,
    at,
  })
  await tx.update(sessions).set({ headVersionId: version.id }).where(eq(sessions.id, session.id))
  emit({ type: 'version_created', versionId: version.id, runId: by.runId })
  return version
}
