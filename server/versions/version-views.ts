import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { messages, runs, sessions, versionPictures, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { VersionView } from '../../shared/protocol/version-view.ts'
import { truncate } from '../../shared/truncate.ts'
import { visibleSessions } from '../access/visible-sessions.ts'
import { readPeople } from '../people/people.ts'
import { isRedo, undoneBy } from '../history/in-force.ts'
import { readProofs } from '../history/read-proofs.ts'

const titleLength = 200

const mergedVersions = alias(versions, 'merged_versions')
const mergedSessions = alias(sessions, 'merged_sessions')

function sumOf(lines: 'added' | 'removed') {
  return sql<number>`(select coalesce(sum((file->>${lines})::int), 0)::int
    from jsonb_array_elements(${versions.files}) file)`
}

const columns = {
  id: versions.id,
  number: versions.number,
  kind: versions.kind,
  outcome: versions.outcome,
  at: versions.at,
  authors: versions.authors,
  reason: versions.reason,
  text: messages.text,
  messageId: messages.id,
  replyId: runs.replyId,
  parentId: versions.parentId,
  merged: {
    id: mergedVersions.id,
    number: mergedVersions.number,
    sessionId: mergedVersions.sessionId,
  },
  mergedName: mergedSessions.name,
  undoes: versions.undoes,
  fileCount: sql<number>`jsonb_array_length(${versions.files})`,
  added: sumOf('added'),
  removed: sumOf('removed'),
  checks: versions.checks,
  name: versions.name,
  starredBy: versions.starredBy,
  pictured: versionPictures.versionId,
}

function readRows(db: Db, which: SQL | undefined, count: number) {
  return db
    .select(columns)
    .from(versions)
    .leftJoin(runs, eq(runs.id, versions.runId))
    .leftJoin(messages, eq(messages.id, runs.messageId))
    .leftJoin(mergedVersions, eq(mergedVersions.id, versions.mergedId))
    .leftJoin(mergedSessions, eq(mergedSessions.id, mergedVersions.sessionId))
    .leftJoin(versionPictures, eq(versionPictures.versionId, versions.id))
    .where(which)
    .orderBy(desc(versions.number))
    .limit(count)
}

/** All of the session's, for what undoes what. */
function readPast(db: Db, sessionId: Id) {
  const { id, number, kind, undoes } = versions
  return db
    .select({ id, number, kind, undoes })
    .from(versions)
    .where(eq(versions.sessionId, sessionId))
}

type Past = Awaited<ReturnType<typeof readPast>>[number]

function numbered({ id, number }: Past) {
  return { id, number }
}

function firstLine(text: string): string {
  return truncate(text.trimStart().split('\n', 1)[0] ?? '', titleLength)
}

interface Wanted {
  sessionId: Id
  viewerId: Id
  /** Which of the session's versions. */
  where?: SQL | undefined
  count: number
}

/** Newest first. */
export async function readVersionViews(
  db: Db,
  { sessionId, viewerId, where, count }: Wanted,
): Promise<VersionView[]> {
  const rows = await readRows(db, and(eq(versions.sessionId, sessionId), where), count)
  const people = await readPeople(
    db,
    rows.map(({ authors }) => authors),
  )
  const past = await readPast(db, sessionId)
  const proofs = await readProofs(
    db,
    rows.map(({ id }) => id),
  )
  const byId = new Map(past.map((version) => [version.id, version]))
  const undone = undoneBy(past)
  const visible = await visibleSessions(
    db,
    viewerId,
    rows.flatMap(({ merged }) => merged?.sessionId ?? []),
  )
  return rows.map(
    ({ reason, text, starredBy, pictured, merged, mergedName, ...row }): VersionView => {
      const by = undone.get(row.id)
      const known = merged !== null && mergedName !== null && visible.has(merged.sessionId)
      return {
        ...row,
        at: row.at.toISOString(),
        authors: people(row.authors),
        title: firstLine(text ?? reason),
        merged: known ? { ...merged, sessionName: mergedName } : null,
        redo: isRedo(row, byId),
        undoes: row.undoes.flatMap((id) => {
          const target = byId.get(id)
          return target ? numbered(target) : []
        }),
        undoneBy: by ? numbered(by) : null,
        starred: starredBy !== null,
        picture: pictured !== null,
        proofs: proofs.get(row.id) ?? [],
      }
    },
  )
}
