import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { blobs, workingFiles } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { FilePath } from '../../shared/paths.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import type { FileChange, FileEdit } from './file-change.ts'
import { hashOf, putBlobs, readBlobs, textOf } from './blobs.ts'
import { diffStat } from './diff-stat.ts'

export type TreeEntry = { path: string; hash: string }

export function treeEntries(db: Db | Tx, sessionId: Id): Promise<TreeEntry[]> {
  return db
    .select({ path: workingFiles.path, hash: workingFiles.hash })
    .from(workingFiles)
    .where(eq(workingFiles.sessionId, sessionId))
    .orderBy(asc(workingFiles.path))
}

/** SHA-256 over `path NUL blob LF` lines, sorted by code unit. */
export function treeHash(entries: TreeEntry[]): string {
  return hashOf(
    entries
      .map((entry) => `${entry.path}\0${entry.hash}\n`)
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      .join(''),
  )
}

/** Null if missing or not text. */
export async function readFile(db: Db | Tx, sessionId: Id, path: string): Promise<string | null> {
  const [row] = await db
    .select({ content: blobs.content })
    .from(workingFiles)
    .innerJoin(blobs, eq(blobs.hash, workingFiles.hash))
    .where(and(eq(workingFiles.sessionId, sessionId), eq(workingFiles.path, path)))
  return row ? textOf(row.content) : null
}

function checkEdit(edit: FileEdit): void {
  const path = FilePath.safeParse(edit.path)
  if (!path.success) {
    const reason = path.error.issues.map((issue) => issue.message).join(' ')
    throw new AppError('bad_input', `${edit.path}: ${reason}`)
  }
  if (edit.content !== null && Buffer.byteLength(edit.content) > limits.fileBytes)
    throw new AppError('bad_input', `${edit.path} is larger than ${limits.fileBytes} bytes.`)
}

/**
 * Rule 7: the only way to change the working tree. Emits `file_changed` for files that differ and
 * returns those changes; a path's last edit counts. Throws AppError bad_input for a path outside
 * the app or a too large file, before any change.
 */
export async function changeFiles(
  { tx, session, emit }: SessionTransaction,
  edits: FileEdit[],
  runId: Id | null,
): Promise<FileChange[]> {
  for (const edit of edits) checkEdit(edit)
  const wanted = new Map(edits.map((edit) => [edit.path, edit.content]))
  if (wanted.size === 0) return []
  const paths = [...wanted.keys()]
  const writes: Array<{ path: string; content: string }> = []
  const deletes: string[] = []
  for (const [path, content] of wanted)
    if (content === null) deletes.push(path)
    else writes.push({ path, content })
  const [old, hashes] = await Promise.all([
    tx
      .select({ path: workingFiles.path, hash: workingFiles.hash })
      .from(workingFiles)
      .where(and(eq(workingFiles.sessionId, session.id), inArray(workingFiles.path, paths))),
    putBlobs(
      tx,
      writes.map((write) => write.content),
    ),
  ])
  const oldHash = new Map(old.map((row) => [row.path, row.hash]))
  const oldContent = await readBlobs(tx, [...oldHash.values()])
  const changes: FileChange[] = []
  const note = (path: string, hash: string | null, content: string) => {
    const before = oldHash.get(path)
    if ((before ?? null) === hash) return
    const blob = before === undefined ? undefined : oldContent.get(before)
    const change = before === undefined ? 'created' : hash === null ? 'deleted' : 'edited'
    changes.push({ path, change, hash, ...diffStat(blob ? (textOf(blob) ?? '') : '', content) })
  }
  writes.forEach((write, index) => note(write.path, hashes[index] ?? '', write.content))
  for (const path of deletes) note(path, null, '')
  await store(tx, session.id, changes)
  for (const change of changes) emit({ type: 'file_changed', runId, ...change })
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
