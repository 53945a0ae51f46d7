import { and, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'

/** Throws AppError not_found. */
export async function runOf(tx: Tx, sessionId: Id, runId: Id): Promise<RunRow> {
  const [run] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.sessionId, sessionId)))
  if (!run) throw new AppError('not_found', 'There is no such run.')
  return run
}

export async function messageOf(tx: Tx, run: RunRow): Promise<typeof messages.$inferSelect> {
  const [message] = await tx.select().from(messages).where(eq(messages.id, run.messageId))
  if (!message) throw new Error(`The message of run ${run.id} is gone.`)
  return message
}

export function noLongerWaiting(run: RunRow): AppError {
  switch (run.status) {
    case 'running':
    case 'stopping':
      return new AppError('conflict', 'This message is already running, so it can’t be changed.')
    case 'steered':
      return new AppError(
        'conflict',
        'This message has just been given to the run, so it can’t be changed.',
      )
    case 'merged':
      return new AppError('conflict', 'This message has been merged with another one.')
    case 'forked':
      return new AppError('conflict', 'This message continued in a new session.')
    case 'queued':
    case 'done':
    case 'failed':
    case 'cancelled':
    case 'timed_out':
      return new AppError('conflict', 'This message is no longer in the queue.')
  }
}

/** Throws AppError not_found, and conflict if it no longer waits. */
export async function waitingRun(tx: Tx, sessionId: Id, runId: Id) {
  const run = await runOf(tx, sessionId, runId)
  if (run.status !== 'queued') throw noLongerWaiting(run)
  return { run, message: await messageOf(tx, run) }
}

/** As `waitingRun`. Throws AppError conflict for a change of versions, which has no text that could be changed or given away. */
export async function waitingMessage(tx: Tx, sessionId: Id, runId: Id) {
  const waiting = await waitingRun(tx, sessionId, runId)
  requireMessage(waiting.run)
  return waiting
}

/** Throws as `waitingMessage` does. */
export function requireMessage({ action }: RunRow): void {
  if (action !== null)
    throw new AppError(
      'conflict',
      'This is no message for the agent but a change of versions. You can move or cancel it.',
    )
}

export async function workingRun(tx: Tx, sessionId: Id): Promise<RunRow | null> {
  const [run] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, sessionId), eq(runs.status, 'running')))
  return run ?? null
}
