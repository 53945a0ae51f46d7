import { and, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'

/** A run of a session. Throws AppError not_found. */
export async function runOf(tx: Tx, sessionId: Id, runId: Id): Promise<RunRow> {
  const [run] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.sessionId, sessionId)))
  if (!run) throw new AppError('not_found', 'There is no such run.')
  return run
}

/** A run's message. */
export async function messageOf(tx: Tx, run: RunRow): Promise<typeof messages.$inferSelect> {
  const [message] = await tx.select().from(messages).where(eq(messages.id, run.messageId))
  if (!message) throw new Error(`The message of run ${run.id} is gone.`)
  return message
}

/** What became of a message that no longer waits, as people are told. */
export function noLongerWaits(run: RunRow): AppError {
  switch (run.status) {
    case 'running':
    case 'stopping':
      return new AppError('conflict', 'Its run has just begun: it no longer waits.')
    case 'steered':
      return new AppError('conflict', 'It has just been given to the run: it no longer waits.')
    case 'merged':
      return new AppError('conflict', 'It has been merged with another message.')
    case 'forked':
      return new AppError('conflict', 'It has gone on in a session of its own.')
    case 'queued':
    case 'done':
    case 'failed':
    case 'cancelled':
    case 'timed_out':
      return new AppError('conflict', 'It no longer waits in the queue.')
  }
}

/** A run that waits, with its message. Throws AppError not_found, and conflict with words where it no longer waits. */
export async function waitingRun(tx: Tx, sessionId: Id, runId: Id) {
  const run = await runOf(tx, sessionId, runId)
  if (run.status !== 'queued') throw noLongerWaits(run)
  return { run, message: await messageOf(tx, run) }
}

/** The session's run that works, null where none does. */
export async function workingRun(tx: Tx, sessionId: Id): Promise<RunRow | null> {
  const [run] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, sessionId), eq(runs.status, 'running')))
  return run ?? null
}
