import { and, asc, eq, gt } from 'drizzle-orm'
import { events } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type PlacedEvent, readEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'

/** How many events one read brings at the most. */
const readLimit = 1_000

/** The session's events after `after`, in order, at most a thousand. What this version can't read is an UnknownEvent. */
export async function readEvents(
  db: Db | Tx,
  sessionId: Id,
  after: number,
): Promise<PlacedEvent[]> {
  const rows = await db
    .select({ seq: events.seq, at: events.at, event: events.event })
    .from(events)
    .where(and(eq(events.sessionId, sessionId), gt(events.seq, after)))
    .orderBy(asc(events.seq))
    .limit(readLimit)
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    event: readEvent(row.event),
  }))
}
