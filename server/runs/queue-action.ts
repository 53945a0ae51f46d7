import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { addMessage } from './add-message.ts'
import { knownMessage } from './send-message.ts'

export interface ActionMessage {
  action: RunAction
  text: string
}

async function knownRun(
  transaction: SessionTransaction,
  message: { id: Id; sessionId: Id; by: Id },
): Promise<Id | null> {
  const known = await knownMessage(transaction, message.id)
  if (!known) return null
  if (known.sessionId !== message.sessionId || known.authorId !== message.by || !known.runId)
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
    const runId = await knownRun(transaction, message)
    if (runId !== null) return { runId }
    return addAction(transaction, { ...message, ...(await make(transaction)) })
  })
  bus.publish({ type: 'queue_changed', sessionId: message.sessionId })
  return queued
}
