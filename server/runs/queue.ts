import { and, asc, eq } from 'drizzle-orm'
import { messages, runs, sessions } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { namesOf } from '../../shared/names.ts'
import type { Delivery } from '../../shared/protocol/delivery.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { readPeople } from '../people/people.ts'
import { forkRun } from './fork.ts'
import { messageOf, noLongerWaits, runOf, waitingRun, workingRun } from './waiting-run.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

/** Who changes something that waits: `any` may change others' as well. */
export interface By {
  id: Id
  any: boolean
}

/** Rule 31.2: one's own, or anybody's for who may. Throws AppError forbidden. */
async function mustBeOwn(tx: Tx, authors: readonly Id[], by: By): Promise<void> {
  if (by.any || authors.includes(by.id)) return
  const people = await readPeople(tx, [authors])
  throw new AppError(
    'forbidden',
    `This is ${namesOf(people(authors))}’s message: only its authors and admins may change it.`,
  )
}

/** Moves a waiting run to a place in the queue, counted from 0. */
export function moveRun({ lockSession }: Deps, input: { sessionId: Id; runId: Id; to: number }) {
  return lockSession(input.sessionId, async (transaction) => {
    const { run } = await waitingRun(transaction.tx, input.sessionId, input.runId)
    await placeRun(transaction, run, input.to)
  })
}

/** Moves a waiting run to a place among those that wait, in the caller's transaction. */
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

/** Takes a waiting message out of the queue. One that is out of it already stays as it is. */
export function cancelRun({ lockSession }: Deps, input: { sessionId: Id; runId: Id; by: By }) {
  return lockSession(input.sessionId, async ({ tx, at, emit }) => {
    const run = await runOf(tx, input.sessionId, input.runId)
    if (run.status === 'cancelled') return
    if (run.status !== 'queued') throw noLongerWaits(run)
    await mustBeOwn(tx, (await messageOf(tx, run)).authors, input.by)
    await tx
      .update(runs)
      .set({ status: 'cancelled', stoppedBy: input.by.id, endedAt: at })
      .where(eq(runs.id, run.id))
    emit({ type: 'queue_changed' })
  })
}

/**
 * Changes a waiting message from the text that its editor saw (`was`) to another; who edits it becomes one of its authors.
 * Throws AppError conflict where it no longer waits, or somebody else has changed it meanwhile.
 */
export async function editMessage(
  { lockSession, bus }: Deps,
  input: { sessionId: Id; runId: Id; was: string; text: string; by: By },
): Promise<void> {
  await lockSession(input.sessionId, async ({ tx, emit }) => {
    const { message } = await waitingRun(tx, input.sessionId, input.runId)
    await mustBeOwn(tx, message.authors, input.by)
    if (message.text === input.text) return
    if (message.text !== input.was)
      throw new AppError('conflict', 'Somebody else has changed this message meanwhile.')
    const authors = [...new Set([...message.authors, input.by.id])]
    await tx.update(messages).set({ text: input.text, authors }).where(eq(messages.id, message.id))
    emit({ type: 'message_changed', messageId: message.id })
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
}

/**
 * Says how a waiting message is to be given to the agent: after the running run, into it, or to another in a session of its
 * own, whose id (`forkId`) is the client's. Steering holds as long as a run works; where none does it is `after`.
 */
export async function setDelivery(
  { lockSession, bus }: Deps,
  input: { sessionId: Id; runId: Id; by: By } & Delivery,
): Promise<void> {
  await lockSession(input.sessionId, async (transaction) => {
    const { tx, emit } = transaction
    const known = await runOf(tx, input.sessionId, input.runId)
    if (input.delivery === 'fork' && known.status === 'forked' && known.handedTo === input.forkId)
      return
    const { run, message } = await waitingRun(tx, input.sessionId, input.runId)
    await mustBeOwn(tx, message.authors, input.by)
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

/** Has the queue wait (with whose wish it is), or go on. */
export async function pauseQueue(
  { lockSession, bus }: Deps,
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
