import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'

export async function pauseQueue(
  { lockSession, bus }: CommandDeps,
  input: { sessionId: Id; paused: boolean; by: Id },
): Promise<void> {
  await lockSession(input.sessionId, (transaction) => setPaused(transaction, input))
  if (!input.paused) bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
}

export async function setPaused(
  { tx, session, emit }: SessionTransaction,
  { paused, by }: { paused: boolean; by: Id },
): Promise<void> {
  if ((session.queuePausedBy !== null) === paused) return
  await tx
    .update(sessions)
    .set({ queuePausedBy: paused ? by : null })
    .where(eq(sessions.id, session.id))
  emit({ type: 'queue_changed' })
}
