import { eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { type Actor, requireOwnMessage } from './own-message.ts'
import { messageOf, noLongerWaiting, runOf } from './waiting-run.ts'

/** Idempotent. */
export function cancelRun(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { sessionId: Id; runId: Id; by: Actor },
) {
  return lockSession(input.sessionId, async ({ tx, at, emit }) => {
    const run = await runOf(tx, input.sessionId, input.runId)
    if (run.status === 'cancelled') return
    if (run.status !== 'queued') throw noLongerWaiting(run)
    await requireOwnMessage(tx, (await messageOf(tx, run)).authors, input.by)
    await tx
      .update(runs)
      .set({ status: 'cancelled', stoppedBy: input.by.id, endedAt: at })
      .where(eq(runs.id, run.id))
    emit({ type: 'queue_changed' })
  })
}
