import { and, eq, sql } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import { truncate } from '../../shared/truncate.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { QueuedDelivery } from '../../shared/protocol/delivery.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import { addActivity } from '../events/activity.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'

/** Throws AppError conflict while too many wait. */
export async function enqueue(
  { tx, session, at, quotas, emit }: SessionTransaction,
  run: {
    id: Id
    messageId: Id
    authorId: Id
    delivery: QueuedDelivery
    action?: RunAction | null
  },
): Promise<void> {
  const waiting = and(eq(runs.sessionId, session.id), eq(runs.status, 'queued'))
  if ((await tx.$count(runs, waiting)) >= quotas.waitingMessages)
    throw new AppError(
      'conflict',
      `${quotas.waitingMessages} messages wait in this session already, as many as this server allows. Wait until the agent has done some, or cancel one.`,
    )
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
    delivery: run.delivery,
    action: run.action ?? null,
    position: (last?.position ?? 0) + 1,
    queuedAt: at,
  })
  emit({ type: 'run_queued', runId: run.id, messageId: run.messageId })
}

/** Adds a message and its run. */
export async function addMessage(
  transaction: SessionTransaction,
  message: {
    id: Id
    authorId: Id
    authors: readonly Id[]
    text: string
    delivery: QueuedDelivery
    action?: RunAction
  },
): Promise<{ runId: Id }> {
  const { tx, session, at, emit } = transaction
  const runId = newId()
  const order = emit({ type: 'message_added', messageId: message.id })
  await tx.insert(messages).values({
    id: message.id,
    sessionId: session.id,
    from: 'person',
    authorId: message.authorId,
    authors: [...new Set([message.authorId, ...message.authors])],
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
  const { id: messageId, authorId, delivery, action = null } = message
  await enqueue(transaction, { id: runId, messageId, authorId, delivery, action })
  return { runId }
}

function firstLine(text: string): string {
  return truncate(text.split('\n', 1)[0] ?? '', 140)
}
