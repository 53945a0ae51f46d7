import { and, asc, eq } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { RunRow } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { waitingRun } from './waiting-run.ts'

/** `place` counts from 0. */
export function moveRun(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { sessionId: Id; runId: Id; to: number },
) {
  return lockSession(input.sessionId, async (transaction) => {
    const { run } = await waitingRun(transaction.tx, input.sessionId, input.runId)
    await placeRun(transaction, run, input.to)
  })
}

export async function placeRun(
  { tx, session, emit }: SessionTransaction,
  run: RunRow,
  to: number,
): Promise<void> {
  const waiting = await tx
    .select({ id: runs.id, position: runs.position })
    .from(runs)
    .where(and(eq(runs.sessionId, session.id), eq(runs.status, 'queued')))
    .orderBy(asc(runs.position))
  const order = waiting.map((row) => row.id).filter((id) => id !== run.id)
  order.splice(to, 0, run.id)
  for (const [index, id] of order.entries()) {
    const position = waiting[index]?.position
    if (position !== undefined) await tx.update(runs).set({ position }).where(eq(runs.id, id))
  }
  emit({ type: 'queue_changed' })
}
