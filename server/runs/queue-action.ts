import { asc, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { addMessage } from './add-message.ts'

export interface ActionMessage {
  action: RunAction
  text: string
}

async function knownRun(tx: Tx, message: { id: Id; sessionId: Id; by: Id }): Promise<Id | null> {
  const [known] = await tx
    .select({ sessionId: messages.sessionId, by: messages.authorId, runId: runs.id })
    .from(messages)
    .leftJoin(runs, eq(runs.messageId, messages.id))
    .where(eq(messages.id, message.id))
    .orderBy(asc(runs.position))
    .limit(1)
  if (!known) return null
  if (known.sessionId !== message.sessionId || known.by !== message.by || !known.runId)
    throw new AppError('conflict', 'That message id is taken.')
  return known.runId
}

/** Queues a run that makes a change of versions, with a message that asks for it. */
export async function addAction(
  transaction: SessionTransaction,
  message: { id: Id; by: Id } & ActionMessage,
): Promise<{ runId: Id }> {
  const { id, by: authorId, text, action } = message
  return addMessage(transaction, { id, authorId, authors: [], text, delivery: 'after', action })
}

/** Idempotent: the client chooses the id. Throws AppError conflict if it is taken. */
export async function queueAction(
  { lockSession, bus }: CommandDeps,
  message: { id: Id; sessionId: Id; by: Id },
  make: (transaction: SessionTransaction) => Promise<ActionMessage>,
): Promise<{ runId: Id }> {
  const queued = await lockSession(message.sessionId, async (transaction) => {
    const runId = await knownRun(transaction.tx, message)
    if (runId !== null) return { runId }
    return addAction(transaction, { ...message, ...(await make(transaction)) })
  })
  bus.publish({ type: 'queue_changed', sessionId: message.sessionId })
  return queued
}
