import { and, eq, inArray } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { endRunIn } from '../runs/end-run.ts'

/** Moves the session to the bin. Its runs end as cancelled. */
export async function deleteSession(deps: CommandDeps, input: { id: Id; by: Id }) {
  const stopped = await deps.lockSession(input.id, (transaction) =>
    markDeleted(transaction, input.by),
  )
  publishDeleted(deps, input.id, stopped)
}

/** Returns the runs that have to stop. */
export async function markDeleted(transaction: SessionTransaction, by: Id): Promise<Id[]> {
  const { tx, at, session } = transaction
  const open = await tx
    .select()
    .from(runs)
    .where(
      and(eq(runs.sessionId, session.id), inArray(runs.status, ['queued', 'running', 'stopping'])),
    )
  for (const run of open) {
    if (run.status !== 'queued') await endRunIn(transaction, run, { outcome: 'cancelled' })
    await tx
      .update(runs)
      .set({ status: 'cancelled', stoppedBy: by, endedAt: at, leaseUntil: null })
      .where(eq(runs.id, run.id))
  }
  await tx.update(sessions).set({ deletedAt: at, deletedBy: by }).where(eq(sessions.id, session.id))
  return open.map(({ id }) => id)
}

/** Call after the commit. */
export function publishDeleted(
  { bus }: Pick<CommandDeps, 'bus'>,
  sessionId: Id,
  stopped: readonly Id[],
): void {
  for (const runId of stopped) bus.publish({ type: 'stop', sessionId, runId })
  bus.publish({ type: 'session_deleted', sessionId })
}
