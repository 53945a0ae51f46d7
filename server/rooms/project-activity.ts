import { and, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm'
import { activity, users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { RecordActivity } from '../../shared/protocol/record-activity.ts'
import { personOf } from '../people/people.ts'

async function select(
  db: Db | Tx,
  where: SQL | undefined,
  count: number,
): Promise<RecordActivity[]> {
  const rows = await db
    .select({ entry: activity, person: { id: users.id, name: users.name } })
    .from(activity)
    .leftJoin(users, eq(users.id, activity.personId))
    .where(where)
    .orderBy(desc(activity.order))
    .limit(count)
  return rows.map(({ entry, person }) => ({
    id: entry.id,
    order: entry.order,
    at: entry.at.toISOString(),
    kind: entry.kind,
    title: entry.title,
    tool: entry.tool,
    state: entry.state,
    ms: entry.ms,
    person: person ? personOf(person) : null,
    runId: entry.runId,
  }))
}

/** Newest first, before the order `before` (null: the end). */
export function newestActivity(
  db: Db | Tx,
  sessionId: Id,
  before: number | null,
  count: number,
): Promise<RecordActivity[]> {
  return select(
    db,
    and(
      eq(activity.sessionId, sessionId),
      before === null ? undefined : lt(activity.order, before),
    ),
    count,
  )
}

/** Entries of events at these seqs, and of these runs, which the events may have ended. */
export async function touchedActivity(
  db: Db | Tx,
  sessionId: Id,
  touched: { orders: number[]; callIds: string[]; endedRuns: Id[] },
): Promise<RecordActivity[]> {
  const any = [
    touched.orders.length > 0 ? inArray(activity.order, touched.orders) : undefined,
    touched.callIds.length > 0 ? inArray(activity.callId, touched.callIds) : undefined,
    touched.endedRuns.length > 0
      ? and(inArray(activity.runId, touched.endedRuns), eq(activity.kind, 'run'))
      : undefined,
  ].filter((condition) => condition !== undefined)
  if (any.length === 0) return []
  return select(db, and(eq(activity.sessionId, sessionId), or(...any)), 2_000)
}
