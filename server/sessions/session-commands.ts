import { and, eq, inArray } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

export function renameSession({ lockSession }: Deps, input: { id: Id; name: string }) {
  return lockSession(input.id, async ({ tx, emit }) => {
    await tx.update(sessions).set({ name: input.name }).where(eq(sessions.id, input.id))
    emit({ type: 'session_changed' })
  })
}

/** Chooses the model of the session's next runs, those included that wait already. */
export function setSessionModel({ lockSession }: Deps, input: { id: Id; model: string }) {
  return lockSession(input.id, async ({ tx, emit }) => {
    await tx.update(sessions).set({ model: input.model }).where(eq(sessions.id, input.id))
    await tx
      .update(runs)
      .set({ model: input.model })
      .where(and(eq(runs.sessionId, input.id), eq(runs.status, 'queued')))
    emit({ type: 'session_changed' })
  })
}

/** Takes the session away from everybody; what runs in it is told to stop. Its rows stay. */
export async function deleteSession({ lockSession, bus }: Deps, input: { id: Id; by: Id }) {
  const stopped = await lockSession(input.id, async ({ tx, at }) => {
    const open = await tx
      .update(runs)
      .set({ status: 'cancelled', stoppedBy: input.by, endedAt: at, leaseUntil: null })
      .where(
        and(eq(runs.sessionId, input.id), inArray(runs.status, ['queued', 'running', 'stopping'])),
      )
      .returning({ id: runs.id })
    await tx.update(sessions).set({ deletedAt: at }).where(eq(sessions.id, input.id))
    return open
  })
  for (const run of stopped) bus.publish({ type: 'stop', sessionId: input.id, runId: run.id })
  bus.publish({ type: 'session_deleted', sessionId: input.id })
}
