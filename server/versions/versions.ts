import { desc, eq } from 'drizzle-orm'
import { sessions, versions, workingFiles } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { copyBlames, writeBlames } from './blame.ts'
import { blobReader, putBlobs } from './blobs.ts'
import { diffTrees } from './diff-trees.ts'
import type { FileEdit } from './file-change.ts'
import { entriesOf, type Folder, foldersOf } from './folders.ts'
import { holdTree, putTree } from './put-tree.ts'
import { readFolders } from './read-tree.ts'
import { type TreeEntry, treeEntries } from './working-tree.ts'

type File = { path: string; content: string | Uint8Array }

/** A tree that may be collected while no session has it; `keepTree` stores it again. */
export type KnownTree = { hash: string; entries: TreeEntry[]; files: readonly File[] }

async function storeTree(tx: Tx, files: readonly File[]): Promise<KnownTree> {
  const hashes = await putBlobs(
    tx,
    files.map((file) => file.content),
  )
  const entries = files.map((file, index) => ({ path: file.path, hash: hashes[index] ?? '' }))
  return { hash: await putTree(tx, foldersOf(entries)), entries, files }
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
  return putTree(tx, foldersOf(entries))
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
    kind: 'start',
    treeHash: tree.hash,
    runId: null,
    authors: [session.createdBy],
    reason,
    at: session.at,
  })
  await tx.update(sessions).set({ headVersionId: id }).where(eq(sessions.id, session.id))
  await copyBlames(tx, session.id)
}

type Row = typeof versions.$inferInsert

/** What the working tree doesn't say of a version. */
export type VersionBy = Pick<Row, 'authors' | 'reason'> & { runId: Id | null } & Partial<
    Pick<Row, 'kind' | 'outcome' | 'mergedId' | 'undoes' | 'checks'>
  >

function changedHashes(before: readonly TreeEntry[], after: readonly TreeEntry[]): string[] {
  const place = ({ path, hash }: TreeEntry) => `${hash} ${path}`
  const [old, now] = [before, after].map((entries) => new Set(entries.map(place)))
  return [
    ...before.filter((entry) => !now?.has(place(entry))),
    ...after.filter((entry) => !old?.has(place(entry))),
  ].map(({ hash }) => hash)
}

/**
 * Null if the working tree equals the newest version. A merge is a version all the same: what it took is not taken again.
 */
export async function createVersion(
  { tx, session, at, emit }: SessionTransaction,
  by: VersionBy,
): Promise<{ id: Id; number: number } | null> {
  const entries = await treeEntries(tx, session.id)
  const tree = foldersOf(entries)
  const [head] = await tx
    .select({ id: versions.id, number: versions.number, treeHash: versions.treeHash })
    .from(versions)
    .where(eq(versions.sessionId, session.id))
    .orderBy(desc(versions.number))
    .limit(1)
  if (head?.treeHash === tree.root && !by.mergedId) return null
  const before = head ? await readFolders(tx, head.treeHash) : new Map<string, Folder>()
  await putTree(tx, tree, before)
  const old = head ? entriesOf(head.treeHash, before) : []
  const read = await blobReader(tx, changedHashes(old, entries))
  const files = await diffTrees(old, entries, read)
  const version = { id: newId(), number: (head?.number ?? -1) + 1 }
  await tx.insert(versions).values({
    ...by,
    ...version,
    sessionId: session.id,
    parentId: head?.id ?? null,
    treeHash: tree.root,
    files,
    at,
  })
  const { mergedId, undoes } = by
  const trees = { before: old, after: entries, read }
  await writeBlames(tx, { ...version, sessionId: session.id, mergedId, undoes, files, ...trees })
  await tx.update(sessions).set({ headVersionId: version.id }).where(eq(sessions.id, session.id))
  emit({ type: 'version_created', versionId: version.id, runId: by.runId })
  return version
}
