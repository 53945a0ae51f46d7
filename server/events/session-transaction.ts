import { eq } from 'drizzle-orm'
import { events, sessions } from '../../drizzle/schema.ts'
import type { Db, SessionRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { DurableEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { type Quotas, unlimited } from '../lib/quotas.ts'

export interface SessionTransaction {
  tx: Tx
  session: SessionRow
  at: Date
  quotas: Quotas
  /** Returns the event's seq, final once the transaction commits. */
  emit(event: DurableEvent): number
}

export interface SessionLogDeps {
  db: Db
  bus: Bus
  clock: Clock
  quotas?: Quotas
}

export type LockSession = <T>(
  sessionId: Id,
  work: (transaction: SessionTransaction) => Promise<T>,
) => Promise<T>

/**
 * The session must be locked or new. Emitted events get dense seqs and commit with it. `files`: the
 * working tree has changed.
 */
export async function withLockedSession<T>(
  tx: Tx,
  session: SessionRow,
  { at, quotas }: Pick<SessionTransaction, 'at' | 'quotas'>,
  work: (transaction: SessionTransaction) => Promise<T>,
): Promise<{ result: T; seq: number; hasEvents: boolean; files: boolean }> {
  const sessionId = session.id
  const emitted: Array<typeof events.$inferInsert> = []
  const emit = (event: DurableEvent) => {
    const next = session.lastSeq + emitted.length + 1
    emitted.push({ sessionId, seq: next, event, at })
    return next
  }
  const result = await work({ tx, session, at, quotas, emit })
  const last = session.lastSeq + emitted.length
  if (emitted.length > 0) {
    // in parallel: one round trip less under the lock
    await Promise.all([
      tx.insert(events).values(emitted),
      tx.update(sessions).set({ lastSeq: last, changedAt: at }).where(eq(sessions.id, sessionId)),
    ])
  }
  const files = emitted.some(({ event }) => event.type === 'file_changed')
  return { result, seq: last, hasEvents: emitted.length > 0, files }
}

/**
 * Rule 1: whatever is ordered within a session changes under a lock on its row. Subscribers are
 * woken after the commit. Throws AppError not_found.
 */
export function createLockSession({
  db,
  bus,
  clock,
  quotas = unlimited,
}: SessionLogDeps): LockSession {
  return async (sessionId, work) => {
    const { result, seq, hasEvents, files } = await db.transaction(async (tx) => {
      const [session] = await tx
        .select()
        .from(sessions)
        .where(eq(sessions.id, sessionId))
        .for('update')
      if (!session || session.deletedAt)
        throw new AppError('not_found', 'There is no such session.')
      return withLockedSession(tx, session, { at: clock.date(), quotas }, work)
    })
    if (hasEvents) bus.publish({ type: 'events_appended', sessionId, seq, files })
    return result
  }
}
