import { and, desc, eq, gt } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../events/activity.ts'
import type { LockSession } from '../events/session-transaction.ts'
import { enqueue } from './add-message.ts'
import { setPaused } from './queue.ts'
import { runOf } from './waiting-run.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

/** Asks a running run to end, and has the queue wait where that is wished; one that does not run stays as it is. */
export async function stopRun(
  { lockSession, bus }: Deps,
  input: { sessionId: Id; runId: Id; by: Id; pauseQueue?: boolean },
): Promise<void> {
  await lockSession(input.sessionId, async (transaction) => {
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

/** A message's run that was asked for after another of it, and works, waits or has worked; undefined where there is none. */
async function triedAgain(tx: Tx, run: RunRow): Promise<RunRow | undefined> {
  const later = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.messageId, run.messageId), gt(runs.position, run.position)))
    .orderBy(desc(runs.position))
  return later.find(({ endedAt, startedAt }) => endedAt === null || startedAt !== null)
}

/**
 * Queues another run for the message of one that ended without success, and answers its id. `id` is the client's. Where
 * somebody has asked for that already, theirs is answered. Throws AppError conflict where that one has ended too, and for what
 * has not failed.
 */
export async function retryRun(
  { lockSession, bus }: Deps,
  input: { id: Id; sessionId: Id; runId: Id; by: Id },
): Promise<{ runId: Id }> {
  const runId = await lockSession(input.sessionId, async (transaction) => {
    const run = await runOf(transaction.tx, input.sessionId, input.runId)
    const [known] = await transaction.tx
      .select({ messageId: runs.messageId })
      .from(runs)
      .where(eq(runs.id, input.id))
    if (known) {
      if (known.messageId !== run.messageId) throw new AppError('conflict', 'That run id is taken.')
      return input.id
    }
    if (run.status !== 'failed' && run.status !== 'timed_out' && run.status !== 'cancelled')
      throw new AppError('conflict', 'Only a run that ended without success is tried again.')
    const again = await triedAgain(transaction.tx, run)
    if (again?.endedAt) throw new AppError('conflict', 'It has been tried again already.')
    if (again) return again.id
    await enqueue(transaction, {
      id: input.id,
      messageId: run.messageId,
      authorId: input.by,
      delivery: 'after',
    })
    return input.id
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
  return { runId }
}
