import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../log/activity.ts'
import type { InSession } from '../log/session-transaction.ts'
import { enqueue } from './add-message.ts'
import { setPaused } from './queue.ts'
import { runOf } from './waiting-run.ts'

interface Deps {
  inSession: InSession
  bus: Bus
}

/** Asks a running run to end, and has the queue wait where that is wished; one that does not run stays as it is. */
export const stopRun = async (
  { inSession, bus }: Deps,
  input: { sessionId: Id; runId: Id; by: Id; pauseQueue?: boolean },
): Promise<void> => {
  await inSession(input.sessionId, async (transaction) => {
    const { tx, emit } = transaction
    const run = await runOf(tx, input.sessionId, input.runId)
    if (input.pauseQueue) await setPaused(transaction, { paused: true, by: input.by })
    if (run.status === 'running') {
      await tx
        .update(runs)
        .set({ status: 'stopping', stoppedBy: input.by })
        .where(eq(runs.id, run.id))
      const order = emit({ type: 'queue_changed' })
      await addActivity(transaction, {
        order,
        kind: 'run',
        title: 'Stopped the run',
        state: 'ok',
        runId: run.id,
        personId: input.by,
      })
    }
  })
  bus.publish({ type: 'stop', sessionId: input.sessionId, runId: input.runId })
}

/** Queues another run for the message of one that ended without success. `id` is the client's; a repeat does nothing. */
export const retryRun = async (
  { inSession, bus }: Deps,
  input: { id: Id; sessionId: Id; runId: Id; by: Id },
): Promise<{ runId: Id }> => {
  await inSession(input.sessionId, async (transaction) => {
    const run = await runOf(transaction.tx, input.sessionId, input.runId)
    const [known] = await transaction.tx
      .select({ messageId: runs.messageId })
      .from(runs)
      .where(eq(runs.id, input.id))
    if (known) {
      if (known.messageId !== run.messageId) throw new AppError('conflict', 'That run id is taken.')
      return
    }
    if (run.status === 'queued' || run.status === 'running' || run.status === 'stopping')
      throw new AppError('conflict', 'That run has not ended yet.')
    await enqueue(transaction, {
      id: input.id,
      messageId: run.messageId,
      authorId: input.by,
      delivery: 'after',
    })
  })
  bus.publish({ type: 'work', sessionId: input.sessionId })
  return { runId: input.id }
}
