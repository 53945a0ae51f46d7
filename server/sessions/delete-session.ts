import { and, eq, inArray } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { endRunIn } from '../runs/end-run.ts'

/** Moves the session to the bin. Its runs end as cancelled. */
export async function deleteSession({ lockSession, bus }: CommandDeps, input: { id: Id; by: Id }) {
  const stopped = await lockSession(input.id, async (transaction) => {
    const { tx, at } = transaction
    const open = await tx
      .select()
      .from(runs)
      .where(
        and(eq(runs.sessionId, input.id), inArray(runs.status, ['queued', 'running', 'stopping'])),
      )
    for (const run of open) {
      if (run.status !== 'queued') await endRunIn(transaction, run, { outcome: 'cancelled' })
      await tx
        .update(runs)
        .set({ status: 'cancelled', stoppedBy: input.by, endedAt: at, leaseUntil: null })
        .where(eq(runs.id, run.id))
    }
    await tx
      .update(sessions)
      .set({ deletedAt: at, deletedBy: input.by })
      .where(eq(sessions.id, input.id))
    return open
  })
  for (const run of stopped) bus.publish({ type: 'stop', sessionId: input.id, runId: run.id })
  bus.publish({ type: 'session_deleted', sessionId: input.id })
}
