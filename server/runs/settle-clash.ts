import type { CommandDeps } from '../events/command-deps.ts'
import { and, asc, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { forkRun } from './fork.ts'
import { clashOf } from '../conflicts/clash.ts'
import { readOpenRuns, readOpenMessages } from '../conflicts/open-messages.ts'
import { placeRun } from './move-run.ts'
import {
  noLongerWaiting,
  requireMessage,
  runOf,
  waitingMessage,
  waitingRun,
} from './waiting-run.ts'

interface Pair {
  sessionId: Id
  /** The later message, which is held. */
  runId: Id
  withId: Id
  by: Id
}

export type Choice =
  | { choice: 'merge' }
  | { choice: 'order'; first: Id }
  /** The later one continues in a new session. */
  | { choice: 'fork'; forkId: Id }

/** One message by both's authors, in the earlier one's place. */
async function merge(transaction: SessionTransaction, pair: Pair): Promise<void> {
  const { tx, at, emit } = transaction
  const { run: later, message } = await waitingRun(tx, pair.sessionId, pair.runId)
  const earlier = await runOf(tx, pair.sessionId, pair.withId)
  if (earlier.status === 'running') {
    // the other is running: this one joins its run
    await tx
      .update(runs)
      .set({ delivery: 'steer', cleared: [...later.cleared, earlier.id] })
      .where(eq(runs.id, later.id))
    emit({ type: 'queue_changed' })
    return
  }
  const { run, message: first } = await waitingRun(tx, pair.sessionId, pair.withId)
  const text = `${first.text}\n\n${message.text}`
  if (text.length > limits.promptLength)
    throw new AppError(
      'bad_input',
      'Couldn’t merge: together they are too long for one message. Order them instead.',
    )
  const authors = [...new Set([...first.authors, ...message.authors])]
  await tx.update(messages).set({ text, authors }).where(eq(messages.id, first.id))
  await tx
    .update(runs)
    .set({
      cleared: [...new Set([...run.cleared, ...later.cleared])].filter((id) => id !== later.id),
    })
    .where(eq(runs.id, run.id))
  await tx
    .update(runs)
    .set({ status: 'merged', handedTo: run.id, endedAt: at })
    .where(eq(runs.id, later.id))
  emit({ type: 'message_changed', messageId: first.id })
  emit({ type: 'message_changed', messageId: message.id })
}

async function order(transaction: SessionTransaction, pair: Pair, first: Id): Promise<void> {
  const { tx, session, emit } = transaction
  const { run } = await waitingRun(tx, pair.sessionId, pair.runId)
  const other = await runOf(tx, pair.sessionId, pair.withId)
  await tx
    .update(runs)
    .set({ delivery: 'after', cleared: [...new Set([...run.cleared, other.id])] })
    .where(eq(runs.id, run.id))
  // in both rows: the order may have changed
  await tx
    .update(runs)
    .set({ cleared: [...new Set([...other.cleared, run.id])] })
    .where(eq(runs.id, other.id))
  if (first !== run.id) {
    emit({ type: 'queue_changed' })
    return
  }
  if (other.status !== 'queued')
    throw new AppError('conflict', 'The other request is already running, so it goes first.')
  const waiting = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.sessionId, session.id), eq(runs.status, 'queued')))
    .orderBy(asc(runs.position))
  await placeRun(
    transaction,
    run,
    waiting.findIndex(({ id }) => id === other.id),
  )
}

/** Without a conflict, only its authors may change a message. */
async function requireClash(tx: Tx, { sessionId, runId, withId }: Pair): Promise<void> {
  await waitingMessage(tx, sessionId, runId)
  requireMessage(await runOf(tx, sessionId, withId))
  const messagesInOrder = await readOpenMessages(tx, await readOpenRuns(tx, sessionId))
  const place = messagesInOrder.findIndex((message) => message.runId === runId)
  const [later, other] = [
    messagesInOrder[place],
    messagesInOrder.find((message) => message.runId === withId),
  ]
  if (!other) throw noLongerWaiting(await runOf(tx, sessionId, withId))
  if (!later || messagesInOrder.indexOf(other) > place || !clashOf(later, [other]))
    throw new AppError('conflict', 'These messages no longer conflict. Nothing was changed.')
}

/**
 * The first decision counts. Throws AppError conflict if a message no longer waits or the two don't
 * conflict.
 */
export async function settleClash(
  { lockSession, bus }: CommandDeps,
  input: Pair & Choice,
): Promise<void> {
  await lockSession(input.sessionId, async (transaction) => {
    await requireClash(transaction.tx, input)
    switch (input.choice) {
      case 'merge':
        return merge(transaction, input)
      case 'order':
        return order(transaction, input, input.first)
      case 'fork': {
        const { run } = await waitingRun(transaction.tx, input.sessionId, input.runId)
        return forkRun(transaction, run, input.forkId, input.by)
      }
    }
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
}
