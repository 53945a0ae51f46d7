import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { RunRow } from '../../drizzle/types.ts'
import { addActivity } from '../events/activity.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { setPaused } from './pause-queue.ts'
import { runOf } from './waiting-run.ts'

/** The caller publishes `stop` after the commit. */
export async function stopWork(
  transaction: SessionTransaction,
  run: RunRow,
  by: Id,
): Promise<void> {
  const { tx, emit } = transaction
  await tx.update(runs).set({ status: 'stopping', stoppedBy: by }).where(eq(runs.id, run.id))
  const order = emit({ type: 'queue_changed' })
  await addActivity(transaction, {
    order,
    kind: 'run',
    title: 'Stopped the run',
    state: 'ok',
    runId: run.id,
    personId: by,
  })
}

/** Does nothing unless the run is running. */
export async function stopRun(
  { lockSession, bus }: CommandDeps,
  input: { sessionId: Id; runId: Id; by: Id; pauseQueue?: boolean },
): Promise<void> {
  await lockSession(input.sessionId, async (transaction) => {
    const run = await runOf(transaction.tx, input.sessionId, input.runId)
    if (input.pauseQueue) await setPaused(transaction, { paused: true, by: input.by })
    if (run.status === 'running') await stopWork(transaction, run, input.by)
  })
  bus.publish({ type: 'stop', sessionId: input.sessionId, runId: input.runId })
}
