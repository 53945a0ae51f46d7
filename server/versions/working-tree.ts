import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { blobs, workingFiles } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import type { FileChange, FileEdit } from './file-change.ts'
import { putBlobs, readBlob, readBlobs, textOf } from './blobs.ts'
import { countLines } from './diff-stat.ts'
import { type Fitted, fitEdits } from './fit-edits.ts'

export type TreeEntry = { path: string; hash: string }

const shownProblems = 5

export function treeEntries(db: Db | Tx, sessionId: Id): Promise<TreeEntry[]> {
  return db
    .select({ path: workingFiles.path, hash: workingFiles.hash })
    .from(workingFiles)
    .where(eq(workingFiles.sessionId, sessionId))
    .orderBy(asc(workingFiles.path))
}

/** Null if missing or not text. */
export async function readFile(db: Db | Tx, sessionId: Id, path: string): Promise<string | null> {
  const [row] = await db
    .select({ hash: workingFiles.hash, binary: blobs.binary })
    .from(workingFiles)
    .innerJoin(blobs, eq(blobs.hash, workingFiles.hash))
    .where(and(eq(workingFiles.sessionId, sessionId), eq(workingFiles.path, path)))
  return row && !row.binary ? textOf(await readBlob(db, row.hash)) : null
}

/** The files that aren't text, with their sizes in bytes. */
export async function binaryFiles(db: Db | Tx, sessionId: Id): Promise<Map<string, number>> {
  const rows = await db
    .select({ path: workingFiles.path, size: blobs.size })
    .from(workingFiles)
    .innerJoin(blobs, eq(blobs.hash, workingFiles.hash))
    .where(and(eq(workingFiles.sessionId, sessionId), eq(blobs.binary, true)))
  return new Map(rows.map(({ path, size }) => [path, size]))
}

/** Throws AppError bad_input, with a sentence for each of the first problems. */
function requireFit({ problems }: Fitted): void {
  if (problems.length === 0) return
  const lines = problems.slice(0, shownProblems).map(({ words }) => words)
  if (problems.length > shownProblems) lines.push(`… and ${problems.length - shownProblems} more`)
  throw new AppError('bad_input', lines.join('\n'))
}

async function requireRoom(
  { tx, session }: SessionTransaction,
  edits: FileEdit[],
  existing: readonly string[],
): Promise<void> {
  // files that are there already take no other's place
  requireFit(
    fitEdits(
      edits.map(({ path }) => path),
      edits,
    ),
  )
  const known = new Set(existing)
  if (edits.every(({ path, content }) => content === null || known.has(path))) return
  const all = await treeEntries(tx, session.id)
  requireFit(
    fitEdits(
      all.map(({ path }) => path),
      edits,
    ),
  )
}

/**
 * Rule 7: the only way to change the working tree. Emits `file_changed` for files that differ and
 * returns those changes; a path's last edit counts. Throws AppError bad_input for a path outside
 * the app, a name that is taken, a too large file or too many, before any change.
 */
export async function changeFiles(
  transaction: SessionTransaction,
  edits: FileEdit[],
  runId: Id | null,
): Promise<FileChange[]> {
  const { tx, session, emit } = transaction
  const wanted = new Map(edits.map((edit) => [edit.path, edit.content]))
  if (wanted.size === 0) return []
  const paths = [...wanted.keys()]
  const old = await tx
    .select({ path: workingFiles.path, hash: workingFiles.hash })
    .from(workingFiles)
    .where(and(eq(workingFiles.sessionId, session.id), inArray(workingFiles.path, paths)))
  const oldHash = new Map(old.map((row) => [row.path, row.hash]))
  await requireRoom(transaction, edits, [...oldHash.keys()])
  const writes: Array<{ path: string; content: string | Uint8Array }> = []
  const deletes: string[] = []
  for (const [path, content] of wanted)
    if (content === null) deletes.push(path)
    else writes.push({ path, content })
  const hashes = await putBlobs(
    tx,
    writes.map((write) => write.content),
  )
  const oldContent = await readBlobs(tx, [...oldHash.values()])
  const changes: FileChange[] = []
  const note = (path: string, hash: string | null, content: string | Uint8Array) => {
    const before = oldHash.get(path)
    if ((before ?? null) === hash) return
    const blob = before === undefined ? '' : (oldContent.get(before) ?? '')
    const change = before === undefined ? 'created' : hash === null ? 'deleted' : 'edited'
    changes.push({ path, change, hash, ...countLines(blob, content) })
  }
  writes.forEach((write, index) => note(write.path, hashes[index] ?? '', write.content))
  for (const path of deletes) note(path, null, '')
  await store(tx, session.id, changes)
  for (const { binary: _, ...change } of changes) emit({ type: 'file_changed', runId, ...change })
  return changes
}

async function store(tx: Tx, sessionId: Id, changes: FileChange[]): Promise<void> {
  const gone = changes.flatMap(({ path, hash }) => (hash === null ? [path] : []))
  const rows = changes.flatMap(({ path, hash }) =>
    hash === null ? [] : [{ sessionId, path, hash }],
  )
  const isGone = and(eq(workingFiles.sessionId, sessionId), inArray(workingFiles.path, gone))
  await Promise.all([
    gone.length > 0 && tx.delete(workingFiles).where(isGone),
    rows.length > 0 &&
      tx
        .insert(workingFiles)
        .values(rows)
        .onConflictDoUpdate({
          target: [workingFiles.sessionId, workingFiles.path],
          set: { hash: sql.raw(`excluded.${workingFiles.hash.name}`) },
        }),
  ])
}
