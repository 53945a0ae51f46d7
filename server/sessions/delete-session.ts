import { and, eq, inArray } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'

/** The rows stay. */
export async function deleteSession({ lockSession, bus }: CommandDeps, input: { id: Id; by: Id }) {
  const stopped = await lockSession(input.id, async ({ tx, at }) => {
    const open = await tx
      .update(runs)
      .set({ status: 'cancelled', stoppedBy: input.by, endedAt: at, leaseUntil: null })
      .where(
        and(eq(runs.sessionId, input.id), inArray(runs.status, ['queued', 'running', 'stopping'])),
      )
      .returning({ id: runs.id })
    await tx.update(sessions).set({ deletedAt: at }).where(eq(sessions.id, input.id))
    return open
  })
  for (const run of stopped) bus.publish({ type: 'stop', sessionId: input.id, runId: run.id })
  bus.publish({ type: 'session_deleted', sessionId: input.id })
}
