import type { Delivery } from '../../shared/protocol/delivery.ts'
import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { forkRun } from './fork.ts'
import { type Actor, requireOwnMessage } from './own-message.ts'
import { runOf, waitingMessage, workingRun } from './waiting-run.ts'

/**
 * Delivers a waiting message after the running run, into it, or in a new session with the client's
 * `forkId`. Without a running run, `steer` becomes `after`.
 */
export async function setDelivery(
  { lockSession, bus }: CommandDeps,
  input: { sessionId: Id; runId: Id; by: Actor } & Delivery,
): Promise<void> {
  await lockSession(input.sessionId, async (transaction) => {
    const { tx, emit } = transaction
    const known = await runOf(tx, input.sessionId, input.runId)
    if (input.delivery === 'fork' && known.status === 'forked' && known.handedTo === input.forkId)
      return
    const { run, message } = await waitingMessage(tx, input.sessionId, input.runId)
    await requireOwnMessage(tx, message.authors, input.by)
    if (input.delivery === 'fork') return forkRun(transaction, run, input.forkId, input.by.id)
    const steers = input.delivery === 'steer' && (await workingRun(tx, input.sessionId)) !== null
    await tx
      .update(runs)
      .set({ delivery: steers ? 'steer' : 'after' })
      .where(eq(runs.id, run.id))
    emit({ type: 'queue_changed' })
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
}
