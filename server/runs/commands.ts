import { and, asc, eq, sql } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/errors.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../log/activity.ts'
import type { InSession, SessionTransaction } from '../log/session-transaction.ts'

interface Deps {
  inSession: InSession
  bus: Bus
}

/** Puts a run for a person's message at the end of the session's queue. */
const enqueue = async (
  { tx, session, at, emit }: SessionTransaction,
  run: { id: Id; messageId: Id; authorId: Id },
): Promise<void> => {
  const [last] = await tx
    .select({ position: sql<number>`coalesce(max(${runs.position}), 0)::int` })
    .from(runs)
    .where(eq(runs.sessionId, session.id))
  await tx.insert(runs).values({
    id: run.id,
    sessionId: session.id,
    messageId: run.messageId,
    replyId: newId(),
    authorId: run.authorId,
    model: session.model,
    status: 'queued',
    position: (last?.position ?? 0) + 1,
    queuedAt: at,
  })
  emit({ type: 'run_queued', runId: run.id, messageId: run.messageId })
}

/** Adds a person's message and the run that answers it; both in the caller's transaction. */
export const addMessage = async (
  transaction: SessionTransaction,
  message: { id: Id; authorId: Id; text: string },
): Promise<{ runId: Id }> => {
  const { tx, session, at, emit } = transaction
  const runId = newId()
  const order = emit({ type: 'message_added', messageId: message.id })
  await tx.insert(messages).values({
    id: message.id,
    sessionId: session.id,
    from: 'person',
    authorId: message.authorId,
    text: message.text,
    order,
    at,
  })
  await addActivity(transaction, {
    order,
    kind: 'message',
    title: firstLine(message.text),
    state: 'ok',
    personId: message.authorId,
  })
  await enqueue(transaction, { id: runId, messageId: message.id, authorId: message.authorId })
  return { runId }
}

const firstLine = (text: string): string => {
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 140 ? `${line.slice(0, 139)}…` : line
}

/**
 * Says something in a session and queues the run that answers it. The id is the client's: a repeat answers as the first did.
 * Throws AppError conflict where the id belongs to something else.
 */
export const sendMessage = async (
  { inSession, bus }: Deps,
  input: { id: Id; sessionId: Id; authorId: Id; text: string },
): Promise<{ runId: Id }> => {
  const result = await inSession(input.sessionId, async (transaction) => {
    const { tx } = transaction
    const [known] = await tx
      .select({ authorId: messages.authorId, sessionId: messages.sessionId, runId: runs.id })
      .from(messages)
      .leftJoin(runs, eq(runs.messageId, messages.id))
      .where(eq(messages.id, input.id))
      .orderBy(asc(runs.queuedAt))
      .limit(1)
    if (known) {
      const same = known.sessionId === input.sessionId && known.authorId === input.authorId
      if (!same || !known.runId) throw new AppError('conflict', 'That message id is taken.')
      return { runId: known.runId }
    }
    return addMessage(transaction, input)
  })
  bus.publish({ type: 'work' })
  return result
}

const runOf = async (tx: Tx, sessionId: Id, runId: Id): Promise<RunRow> => {
  const [run] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.id, runId), eq(runs.sessionId, sessionId)))
  if (!run) throw new AppError('not_found', 'There is no such run.')
  return run
}

/** Asks a running run to end, or takes a waiting one out of the queue; one that has ended stays as it is. */
export const stopRun = async (
  { inSession, bus }: Deps,
  input: { sessionId: Id; runId: Id; by: Id },
): Promise<void> => {
  await inSession(input.sessionId, async (transaction) => {
    const { tx, at, emit } = transaction
    const run = await runOf(tx, input.sessionId, input.runId)
    if (run.status === 'queued') {
      await tx
        .update(runs)
        .set({ status: 'cancelled', stoppedBy: input.by, endedAt: at })
        .where(eq(runs.id, run.id))
      emit({ type: 'queue_changed' })
    } else if (run.status === 'running') {
      await tx
        .update(runs)
        .set({ status: 'stopping', stoppedBy: input.by })
        .where(eq(runs.id, run.id))
      const order = emit({ type: 'queue_changed' })
      await addActivity(transaction, {
        order,
        kind: 'run',
        title: 'Stopped the run',
        state: 'ok',
        runId: run.id,
        personId: input.by,
      })
    }
  })
  bus.publish({ type: 'stop', sessionId: input.sessionId, runId: input.runId })
}

/** Queues another run for the message of one that ended without success. `id` is the client's; a repeat does nothing. */
export const retryRun = async (
  { inSession, bus }: Deps,
  input: { id: Id; sessionId: Id; runId: Id; by: Id },
): Promise<{ runId: Id }> => {
  await inSession(input.sessionId, async (transaction) => {
    const run = await runOf(transaction.tx, input.sessionId, input.runId)
    const [known] = await transaction.tx
      .select({ messageId: runs.messageId })
      .from(runs)
      .where(eq(runs.id, input.id))
    if (known) {
      if (known.messageId !== run.messageId) throw new AppError('conflict', 'That run id is taken.')
      return
    }
    if (run.status === 'queued' || run.status === 'running' || run.status === 'stopping')
      throw new AppError('conflict', 'That run has not ended yet.')
    await enqueue(transaction, { id: input.id, messageId: run.messageId, authorId: input.by })
  })
  bus.publish({ type: 'work' })
  return { runId: input.id }
}

/** Moves a waiting run to a place in the queue, counted from 0. */
export const moveRun = ({ inSession }: Deps, input: { sessionId: Id; runId: Id; to: number }) =>
  inSession(input.sessionId, async ({ tx, emit }) => {
    const run = await runOf(tx, input.sessionId, input.runId)
    if (run.status !== 'queued')
      throw new AppError('conflict', 'Only a message that waits can be moved.')
    const waiting = await tx
      .select({ id: runs.id, position: runs.position })
      .from(runs)
      .where(and(eq(runs.sessionId, input.sessionId), eq(runs.status, 'queued')))
      .orderBy(asc(runs.position))
    const order = waiting.map((row) => row.id).filter((id) => id !== run.id)
    order.splice(input.to, 0, run.id)
    for (const [index, id] of order.entries()) {
      const position = waiting[index]?.position
      if (position !== undefined) await tx.update(runs).set({ position }).where(eq(runs.id, id))
    }
    emit({ type: 'queue_changed' })
  })
