import { and, asc, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { forkRun } from './fork.ts'
import { clashOf } from '../conflicts/clash.ts'
import { readOpenRuns, wishesOf } from '../conflicts/wishes.ts'
import { placeRun } from './queue.ts'
import { noLongerWaits, runOf, waitingRun } from './waiting-run.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

interface Pair {
  sessionId: Id
  /** The later one, which is held. */
  runId: Id
  /** The one that it clashes with. */
  withId: Id
  by: Id
}

export type Choice =
  /** One message of both. */
  | { choice: 'merge' }
  /** Both run, this one first. */
  | { choice: 'order'; first: Id }
  /** The later one goes on in a session of its own. */
  | { choice: 'fork'; forkId: Id }

/** Two messages become one, with the authors of both, in the place of the earlier one. */
async function merge(transaction: SessionTransaction, pair: Pair): Promise<void> {
  const { tx, at, emit } = transaction
  const { run: later, message } = await waitingRun(tx, pair.sessionId, pair.runId)
  const earlier = await runOf(tx, pair.sessionId, pair.withId)
  if (earlier.status === 'running') {
    // the other one is being worked on: the two are one there
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
      'Together they are too long for one message. Order them instead.',
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

/** Both run, one after the other, in the order that people chose. */
async function order(transaction: SessionTransaction, pair: Pair, first: Id): Promise<void> {
  const { tx, session, emit } = transaction
  const { run } = await waitingRun(tx, pair.sessionId, pair.runId)
  const other = await runOf(tx, pair.sessionId, pair.withId)
  await tx
    .update(runs)
    .set({ delivery: 'after', cleared: [...new Set([...run.cleared, other.id])] })
    .where(eq(runs.id, run.id))
  // whichever of them is the later one now
  await tx
    .update(runs)
    .set({ cleared: [...new Set([...other.cleared, run.id])] })
    .where(eq(runs.id, other.id))
  if (first !== run.id) {
    emit({ type: 'queue_changed' })
    return
  }
  if (other.status !== 'queued')
    throw new AppError('conflict', 'The other one runs already: it can only come first.')
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

/** What does not clash is its authors' own affair: nobody else puts it together with another message or takes it elsewhere. */
async function mustClash(tx: Tx, { sessionId, runId, withId }: Pair): Promise<void> {
  await waitingRun(tx, sessionId, runId)
  const wishes = await wishesOf(tx, await readOpenRuns(tx, sessionId))
  const place = wishes.findIndex((wish) => wish.runId === runId)
  const [later, other] = [wishes[place], wishes.find((wish) => wish.runId === withId)]
  if (!other) throw noLongerWaits(await runOf(tx, sessionId, withId))
  if (!later || wishes.indexOf(other) > place || !clashOf(later, [other]))
    throw new AppError('conflict', 'The two do not clash any more.')
}

/**
 * People's decision about two messages that pull at the same thing. Whichever comes first counts: what no longer waits is an
 * AppError conflict, and so is what does not clash.
 */
export async function settleClash({ lockSession, bus }: Deps, input: Pair & Choice): Promise<void> {
  await lockSession(input.sessionId, async (transaction) => {
    await mustClash(transaction.tx, input)
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
