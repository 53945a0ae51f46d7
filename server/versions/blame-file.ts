import { eq, inArray } from 'drizzle-orm'
import { sessions, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { BlameSource, BlameVersion, FileBlame } from '../../shared/protocol/blame-view.ts'
import type { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import type { VersionView } from '../../shared/protocol/version-view.ts'
import { visibleSessions } from '../access/visible-sessions.ts'
import { blameNow, traceBlame } from './blame.ts'
import { type Blame, isLong } from './blame-lines.ts'
import { textOf } from './blobs.ts'
import { versionOf } from './read-tree.ts'
import { readVersionBytes } from './version-file.ts'
import { readVersionViews } from './version-views.ts'

export const unsavedVersion = 'unsaved'

type Session = BlameVersion['session']

function sourceOf(view: VersionView, session: Session): BlameVersion {
  const { id, number, kind, redo, title, authors, at, messageId, undoneBy } = view
  return { id, number, kind, redo, title, authors, at, messageId, undoneBy, session }
}

/** What the viewer may know of the versions, by id. */
async function readSources(
  db: Db,
  { sessionId, viewerId, ids }: { sessionId: Id; viewerId: Id; ids: readonly string[] },
): Promise<(id: string) => BlameSource> {
  const stored = ids.filter((id) => id !== unsavedVersion && id !== '')
  const rows =
    stored.length === 0
      ? []
      : await db
          .select({ sessionId: versions.sessionId, name: sessions.name })
          .from(versions)
          .innerJoin(sessions, eq(sessions.id, versions.sessionId))
          .where(inArray(versions.id, stored))
  const names = new Map(rows.map((row) => [row.sessionId, row.name]))
  const visible = await visibleSessions(db, viewerId, [...names.keys()])
  const known = new Map<string, BlameVersion>()
  for (const [id, name] of names) {
    if (!visible.has(id)) continue
    const where = inArray(versions.id, stored)
    const views = await readVersionViews(db, {
      sessionId: id,
      viewerId,
      where,
      count: stored.length,
    })
    const session = id === sessionId ? null : { id, name }
    for (const view of views) known.set(view.id, sourceOf(view, session))
  }
  return (id) => (id === unsavedVersion ? 'unsaved' : (known.get(id) ?? 'unknown'))
}

export async function viewBlame(
  db: Db,
  place: { sessionId: Id; viewerId: Id },
  { versions: ids, lines }: Blame,
): Promise<Pick<FileBlame, 'sources' | 'lines'>> {
  const source = await readSources(db, { ...place, ids })
  return { sources: ids.map(source), lines }
}

/** The newest version of the session, or the given one. */
export async function blameAt(
  db: Db,
  { sessionId, version, path }: { sessionId: Id; version: VersionAt; path: string },
  hash: string,
): Promise<Blame> {
  if (version !== 'now') {
    const { number } = await versionOf(db, sessionId, version)
    return traceBlame(db, { sessionId, number, path, hash })
  }
  const [session] = await db
    .select({ headId: sessions.headVersionId })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
  return blameNow(db, { sessionId, path, hash }, session?.headId ?? null, unsavedVersion)
}

/** Who asked for each line. Throws AppError not_found if the version isn't there. */
export async function blameFile(
  db: Db,
  viewerId: Id,
  place: { sessionId: Id; version: VersionAt; path: string },
): Promise<FileBlame> {
  const file = await readVersionBytes(db, place)
  const text = file && textOf(file.content)
  if (!file || text === null) return { hash: null, sources: [], lines: [], large: false }
  const blame = await blameAt(db, place, file.hash)
  const view = await viewBlame(db, { sessionId: place.sessionId, viewerId }, blame)
  return { hash: file.hash, ...view, large: isLong(text) }
}
