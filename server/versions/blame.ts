import { and, desc, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import { blames, sessions, versions, workingFiles } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { VersionFile } from '../../shared/protocol/version-view.ts'
import { type Blame, type Blamed, blameText, wholeBlame } from './blame-lines.ts'
import { type ReadBlob, readBlob, textOf } from './blobs.ts'
import { readTree } from './read-tree.ts'
import { fillChanges } from './version-changes.ts'
import type { TreeEntry } from './working-tree.ts'
import { letOthersRun } from '../lib/async.ts'
import { startTimeBudget } from '../lib/time-budget.ts'

/** Stands for a version where lines are older than what is known. */
export const unknownVersion = ''

const fileMs = 50
/** For all files of a version; later ones count as written anew. */
const versionMs = 500
const rowsAtOnce = 1_000

/** A file as a version has it. */
export interface FileAt {
  sessionId: Id
  /** The version's number. */
  number: number
  path: string
  hash: string
}

async function textAt(db: Db | Tx, hash: string, read?: ReadBlob): Promise<string> {
  return textOf(await (read ?? ((one) => readBlob(db, one)))(hash)) ?? ''
}

export async function keptBlame(db: Db | Tx, { sessionId, path, hash }: Omit<FileAt, 'number'>) {
  const [row] = await db
    .select({ versions: blames.versions, lines: blames.lines })
    .from(blames)
    .where(and(eq(blames.sessionId, sessionId), eq(blames.path, path), eq(blames.hash, hash)))
  return row ?? null
}

type Change = { id: Id; number: number; parentId: Id | null; file: VersionFile }

/** The newest version up to `number` that changed the file. `taken` counts the versions looked at. */
async function lastChange(
  db: Db | Tx,
  { sessionId, number, path }: FileAt,
  taken: { steps: number },
): Promise<Change | 'too many' | null> {
  const named = sql`${versions.files} @> ${JSON.stringify([{ path }])}::jsonb`
  // a version of an earlier release does not say what it changed
  const which = or(named, sql`${versions.files} = '[]'::jsonb`)
  for (let below = number + 1; ; ) {
    if (taken.steps >= limits.blameSteps) return 'too many'
    taken.steps += 1
    const [row] = await db
      .select()
      .from(versions)
      .where(
        and(
          eq(versions.sessionId, sessionId),
          gt(versions.number, 0),
          lt(versions.number, below),
          which,
        ),
      )
      .orderBy(desc(versions.number))
      .limit(1)
    if (!row) return null
    const files = row.files.length > 0 ? row.files : await filledChanges(db, sessionId, row.id)
    const file = files.find((one) => one.path === path)
    if (file) return { ...row, file }
    below = row.number
  }
}

async function filledChanges(db: Db | Tx, sessionId: Id, id: Id): Promise<VersionFile[]> {
  await fillChanges(db, sessionId, [id])
  const [row] = await db.select({ files: versions.files }).from(versions).where(eq(versions.id, id))
  return row?.files ?? []
}

async function treeOf(db: Db | Tx, versionId: Id | null) {
  if (versionId === null) return null
  const [row] = await db
    .select({
      sessionId: versions.sessionId,
      number: versions.number,
      treeHash: versions.treeHash,
    })
    .from(versions)
    .where(eq(versions.id, versionId))
  return row ?? null
}

/** The file as another version has it. Null if it isn't there. */
async function sameFileAt(db: Db | Tx, versionId: Id | null, path: string): Promise<FileAt | null> {
  const version = await treeOf(db, versionId)
  if (!version) return null
  const hash = (await readTree(db, version.treeHash)).find((file) => file.path === path)?.hash
  return hash === undefined
    ? null
    : { sessionId: version.sessionId, number: version.number, path, hash }
}

/** Of a file that the session began with: a fork's file comes from its source. */
async function firstBlame(db: Db | Tx, file: FileAt, taken: { steps: number }): Promise<Blame> {
  const [first] = await db
    .select({ id: versions.id, forkedVersion: sessions.forkedVersion })
    .from(versions)
    .innerJoin(sessions, eq(sessions.id, versions.sessionId))
    .where(and(eq(versions.sessionId, file.sessionId), eq(versions.number, 0)))
  const source = await sameFileAt(db, first?.forkedVersion ?? null, file.path)
  if (source?.hash === file.hash) return traceBlame(db, source, taken)
  return wholeBlame(await textAt(db, file.hash), first?.id ?? unknownVersion)
}

/** What is not kept is found once, by going back through the versions that changed the file. */
export async function traceBlame(
  db: Db | Tx,
  file: FileAt,
  taken: { steps: number } = { steps: 0 },
): Promise<Blame> {
  const kept = await keptBlame(db, file)
  if (kept) return kept
  const change = await lastChange(db, file, taken)
  if (change === null) return firstBlame(db, file, taken)
  const text = await textAt(db, file.hash)
  if (change === 'too many') return wholeBlame(text, unknownVersion)
  const before =
    change.file.change === 'created'
      ? null
      : await sameFileAt(db, change.parentId, change.file.from ?? file.path)
  const sources = before
    ? [{ text: await textAt(db, before.hash), blame: await traceBlame(db, before, taken) }]
    : []
  const blame = blameText(text, change.id, sources, fileMs)
  const { sessionId, path, hash } = file
  await db
    .insert(blames)
    .values({ sessionId, path, hash, ...blame })
    .onConflictDoNothing()
  return blame
}

async function blamedAt(db: Db | Tx, file: FileAt, read?: ReadBlob): Promise<Blamed> {
  return { text: await textAt(db, file.hash, read), blame: await traceBlame(db, file) }
}

/** Of a file in the working tree; `headId` is the newest version. Lines that no version has are `unsaved`. */
export async function blameNow(
  db: Db,
  file: Omit<FileAt, 'number'>,
  headId: Id | null,
  unsaved: string,
): Promise<Blame> {
  const before = await sameFileAt(db, headId, file.path)
  if (before?.hash === file.hash) return traceBlame(db, before)
  const kept = await keptBlame(db, file)
  if (kept) return kept
  const sources = before ? [await blamedAt(db, before)] : []
  return blameText(await textAt(db, file.hash), unsaved, sources, fileMs)
}

/** The versions whose lines may come back: those before what an undo took out, and the one that a merge took. */
async function otherParents(
  db: Db | Tx,
  { mergedId, undoes }: { mergedId?: Id | null | undefined; undoes?: Id[] | undefined },
): Promise<Id[]> {
  const undone = undoes?.length
    ? await db
        .select({ parentId: versions.parentId })
        .from(versions)
        .where(inArray(versions.id, undoes))
        .orderBy(desc(versions.number))
    : []
  const parents = undone.flatMap(({ parentId }) => parentId ?? [])
  return [...new Set([...(mergedId ? [mergedId] : []), ...parents])]
}

async function keptFiles(tx: Tx, sessionId: Id, hashes: string[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await tx
    .select({ path: blames.path, hash: blames.hash })
    .from(blames)
    .where(and(eq(blames.sessionId, sessionId), inArray(blames.hash, hashes)))
  return new Set(rows.map(({ path, hash }) => `${hash} ${path}`))
}

interface NewVersion {
  id: Id
  sessionId: Id
  number: number
  mergedId?: Id | null | undefined
  undoes?: Id[] | undefined
  files: readonly VersionFile[]
  before: readonly TreeEntry[]
  after: readonly TreeEntry[]
  read: ReadBlob
}

/**
 * Keeps where the lines come from, in the transaction that makes the version. A content that the file has had before keeps
 * what was known of it then.
 */
export async function writeBlames(tx: Tx, version: NewVersion): Promise<void> {
  const { id, sessionId, read } = version
  const old = new Map(version.before.map(({ path, hash }) => [path, hash]))
  const now = new Map(version.after.map(({ path, hash }) => [path, hash]))
  const others = await otherParents(tx, version)
  const changed = version.files.flatMap(({ path, from, binary }) => {
    const hash = now.get(path)
    return binary || hash === undefined ? [] : [{ path, from: from ?? path, hash }]
  })
  const kept = await keptFiles(
    tx,
    sessionId,
    changed.map(({ hash }) => hash),
  )
  const budget = startTimeBudget(versionMs)
  const rows: Array<typeof blames.$inferInsert> = []
  for (const { path, from, hash } of changed) {
    if (kept.has(`${hash} ${path}`)) continue
    const was = old.get(from)
    const sources: Blamed[] = []
    if (was !== undefined && !budget.isOver())
      sources.push(
        await blamedAt(tx, { sessionId, number: version.number - 1, path: from, hash: was }, read),
      )
    for (const other of others) {
      const place = budget.isOver() ? null : await sameFileAt(tx, other, path)
      if (place) sources.push(await blamedAt(tx, place))
    }
    const text = await textAt(tx, hash, read)
    rows.push({ sessionId, path, hash, ...blameText(text, id, sources, fileMs) })
    await letOthersRun()
  }
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await tx
      .insert(blames)
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflictDoNothing()
}

/** In the transaction that creates a fork: its source may be removed later. */
export async function copyBlames(tx: Tx, forkId: Id): Promise<void> {
  await tx.insert(blames).select(
    tx
      .select({
        sessionId: sessions.id,
        path: blames.path,
        hash: blames.hash,
        versions: blames.versions,
        lines: blames.lines,
      })
      .from(blames)
      .innerJoin(sessions, and(eq(sessions.forkedFrom, blames.sessionId), eq(sessions.id, forkId)))
      .innerJoin(
        workingFiles,
        and(
          eq(workingFiles.sessionId, sessions.id),
          eq(workingFiles.path, blames.path),
          eq(workingFiles.hash, blames.hash),
        ),
      ),
  )
}
