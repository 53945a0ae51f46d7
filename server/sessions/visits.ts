import { and, desc, eq, lte, sql } from 'drizzle-orm'
import { events, sessions, versions, visits } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Visit } from '../../shared/protocol/version-view.ts'
import type { Clock } from '../lib/clock.ts'

/** The person has the session open, with the events up to `seq`. A visit never goes back. */
export async function markVisit(
  { db, clock }: { db: Db; clock: Clock },
  { sessionId, userId, seq }: { sessionId: Id; userId: Id; seq: number },
): Promise<void> {
  const known = sql`least(${seq}::bigint, (
    select ${sessions.lastSeq} from ${sessions} where ${sessions.id} = ${sessionId}))`
  await db
    .insert(visits)
    .values({ sessionId, userId, seq: known, at: clock.date() })
    .onConflictDoUpdate({
      target: [visits.sessionId, visits.userId],
      set: {
        seq: sql`greatest(${visits.seq}, excluded.seq)`,
        at: sql`greatest(${visits.at}, excluded.at)`,
      },
    })
}

/** The newest version by then. */
export async function versionAt(db: Db, sessionId: Id, seq: number) {
  const [created] = await db
    .select({ id: sql<Id>`${events.event} ->> 'versionId'` })
    .from(events)
    .where(
      and(
        eq(events.sessionId, sessionId),
        lte(events.seq, seq),
        sql`${events.event} ->> 'type' = 'version_created'`,
      ),
    )
    .orderBy(desc(events.seq))
    .limit(1)
  const [version] = await db
    .select({ id: versions.id, number: versions.number })
    .from(versions)
    .where(
      and(
        eq(versions.sessionId, sessionId),
        created ? eq(versions.id, created.id) : eq(versions.number, 0),
      ),
    )
  return version
}

/** Null: they have never had the session open. */
export async function lastVisit(
  db: Db,
  { sessionId, userId }: { sessionId: Id; userId: Id },
): Promise<Visit | null> {
  const [visit] = await db
    .select({ seq: visits.seq, at: visits.at })
    .from(visits)
    .where(and(eq(visits.sessionId, sessionId), eq(visits.userId, userId)))
  if (!visit) return null
  const version = await versionAt(db, sessionId, visit.seq)
  return version ? { seq: visit.seq, at: visit.at.toISOString(), version } : null
}
