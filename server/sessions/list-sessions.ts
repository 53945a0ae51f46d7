import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { messages, runs, sessionPictures, sessions, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { truncate } from '../../shared/truncate.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { SessionPageInput } from '../../shared/protocol/inputs/session-inputs.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { SessionCard } from '../../shared/protocol/session-view.ts'
import { personOf } from '../people/people.ts'
import { sessionState } from '../rooms/project-meta.ts'
import { afterCursor, newestFirst } from './after-cursor.ts'

/** A page, the last changed first. `here` returns a session's people. */
export async function listSessions(
  db: Db,
  { workspaceId, cursor, count = limits.sessionsPage }: SessionPageInput,
  here: (sessionId: Id) => Person[],
): Promise<SessionCard[]> {
  const rows = await db
    .select({
      session: sessions,
      creator: { id: users.id, name: users.name },
      picture: sessionPictures.version,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.createdBy))
    .leftJoin(sessionPictures, eq(sessionPictures.sessionId, sessions.id))
    .where(
      and(
        eq(sessions.workspaceId, workspaceId),
        isNull(sessions.deletedAt),
        afterCursor(sessions.changedAt, cursor),
      ),
    )
    .orderBy(...newestFirst(sessions.changedAt))
    .limit(count)
  const ids = rows.map((row) => row.session.id)
  if (ids.length === 0) return []
  const busy = await db
    .select({ sessionId: runs.sessionId })
    .from(runs)
    .where(and(inArray(runs.sessionId, ids), inArray(runs.status, ['running', 'stopping'])))
  const said = await db
    .selectDistinctOn([messages.sessionId], {
      sessionId: messages.sessionId,
      text: messages.text,
    })
    .from(messages)
    .where(and(inArray(messages.sessionId, ids), eq(messages.from, 'person')))
    .orderBy(messages.sessionId, desc(messages.order))
  const lastLines = new Map(said.map((row) => [row.sessionId, truncate(row.text, 160)]))
  const working = new Set(busy.map((row) => row.sessionId))
  return rows.map(({ session, creator, picture }) => ({
    id: session.id,
    name: session.name,
    state: sessionState(session, working.has(session.id)),
    changedAt: session.changedAt.toISOString(),
    createdBy: personOf(creator),
    here: here(session.id),
    lastLine: lastLines.get(session.id) ?? null,
    picture,
  }))
}
