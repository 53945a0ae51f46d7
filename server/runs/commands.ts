import { and, asc, eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../log/activity.ts'
import type { InSession } from '../log/session-transaction.ts'
import { enqueue } from './send-message.ts'

interface Deps {
  inSession: InSession
  bus: Bus
}

const runOf = async (tx: Tx, sessionId: Id, runId: Id): Promise<RunRow> => {
  const [run] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.sessionId, sessionId)))
  if (!run) throw new AppError('not_found', 'There is no such run.')
  return run
}

/** Asks a running run to end, or takes a waiting one out of the queue; one that has ended stays as it is. */
export const stopRun = async (
  { inSession, bus }: Deps,
  input: { sessionId: Id; runId: Id; by: Id },
): Promise<void> => {
  await inSession(input.sessionId, async (transaction) => {
    const { tx, at, emit } = transaction
    const run = await runOf(tx, input.sessionId, input.runId)
    if (run.status === 'queued') {
      await tx
        .update(runs)
        .set({ status: 'cancelled', stoppedBy: input.by, endedAt: at })
        .where(eq(runs.id, run.id))
      emit({ type: 'queue_changed' })
    } else if (run.status === 'running') {
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
    await enqueue(transaction, { id: input.id, messageId: run.messageId, authorId: input.by })
  })
  bus.publish({ type: 'work' })
  return { runId: input.id }
}

/** Moves a waiting run to a place in the queue, counted from 0. */
export const moveRun = ({ inSession }: Deps, input: { sessionId: Id; runId: Id; to: number }) =>
  inSession(input.sessionId, async ({ tx, emit }) => {
    const run = await runOf(tx, input.sessionId, input.runId)
    if (run.status !== 'queued')
      throw new AppError('conflict', 'Only a message that waits can be moved.')
    const waiting = await tx
      .select({ id: runs.id, position: runs.position })
      .from(runs)
      .where(and(eq(runs.sessionId, input.sessionId), eq(runs.status, 'queued')))
      .orderBy(asc(runs.position))
    const order = waiting.map((row) => row.id).filter((id) => id !== run.id)
    order.splice(input.to, 0, run.id)
    for (const [index, id] of order.entries()) {
      const position = waiting[index]?.position
      if (position !== undefined) await tx.update(runs).set({ position }).where(eq(runs.id, id))
    }
    emit({ type: 'queue_changed' })
  })
