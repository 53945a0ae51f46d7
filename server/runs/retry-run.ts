import { and, desc, eq, gt } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { enqueue } from './add-message.ts'
import { runOf } from './waiting-run.ts'

/** A later retry of the same message, unless it was cancelled before starting. */
async function triedAgain(tx: Tx, run: RunRow): Promise<RunRow | undefined> {
  const later = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.messageId, run.messageId), gt(runs.position, run.position)))
    .orderBy(desc(runs.position))
  return later.find(({ endedAt, startedAt }) => endedAt === null || startedAt !== null)
}

/**
 * Queues a new run for a failed run's message; returns its id, or that of an existing retry. The
 * client chooses `id`. Throws AppError conflict if that retry has ended too, or the run hasn't
 * failed.
 */
export async function retryRun(
  { lockSession, bus }: CommandDeps,
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
      throw new AppError('conflict', 'This run can’t be retried: it hasn’t failed.')
    const again = await triedAgain(transaction.tx, run)
    if (again?.endedAt)
      throw new AppError(
        'conflict',
        'This run has been retried already. Send a new message instead.',
      )
    if (again) return again.id
    await enqueue(transaction, {
      id: input.id,
      messageId: run.messageId,
      authorId: input.by,
      delivery: 'after',
      action: run.action,
    })
    return input.id
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
  return { runId }
}
