import { and, asc, eq, gt } from 'drizzle-orm'
import { events } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type PlacedEvent, readEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'

const readLimit = 1_000

/** At most 1,000 events, in order. Those that this version can't read become UnknownEvent. */
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
