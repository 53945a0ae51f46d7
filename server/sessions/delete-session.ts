import { and, eq, inArray } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'

/** The rows stay. */
export async function deleteSession(deps: CommandDeps, input: { id: Id; by: Id }) {
  const stopped = await deps.lockSession(input.id, ({ tx, at }) => markDeleted(tx, at, input))
  publishDeleted(deps, input.id, stopped)
}

/** The session must be locked. Returns the runs that have to stop. */
export async function markDeleted(tx: Tx, at: Date, input: { id: Id; by: Id }): Promise<Id[]> {
  const open = await tx
    .update(runs)
    .set({ status: 'cancelled', stoppedBy: input.by, endedAt: at, leaseUntil: null })
    .where(
      and(eq(runs.sessionId, input.id), inArray(runs.status, ['queued', 'running', 'stopping'])),
    )
    .returning({ id: runs.id })
  await tx.update(sessions).set({ deletedAt: at }).where(eq(sessions.id, input.id))
  return open.map(({ id }) => id)
}

/** Call after the commit. */
export function publishDeleted(
  { bus }: Pick<CommandDeps, 'bus'>,
  sessionId: Id,
  stopped: readonly Id[],
): void {
  for (const runId of stopped) bus.publish({ type: 'stop', sessionId, runId })
  bus.publish({ type: 'session_deleted', sessionId })
}
