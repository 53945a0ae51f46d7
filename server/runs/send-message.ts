import { asc, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { Delivery, QueuedDelivery } from '../../shared/protocol/delivery.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { type DraftToTake, takeDraft } from '../rooms/draft-take.ts'
import { addMessage } from './add-message.ts'
import { forkRun } from './fork.ts'
import { runOf, workingRun } from './waiting-run.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

/** By default, the sender is the author. `draft`: the state that the sender saw. */
export type MessageSource = { text: string; authors?: readonly Id[] } | { draft: DraftToTake }

export interface Sent {
  /** The other user's message if `alreadySent`. */
  messageId: Id
  /** Null if the draft became a suggestion. */
  runId: Id | null
  /** Another user sent the same draft: nothing was added. */
  alreadySent: boolean
}

/** A message with that id, and its first run. */
export async function knownMessage({ tx }: SessionTransaction, id: Id) {
  const [known] = await tx
    .select({ authorId: messages.authorId, sessionId: messages.sessionId, runId: runs.id })
    .from(messages)
    .leftJoin(runs, eq(runs.messageId, messages.id))
    .where(eq(messages.id, id))
    .orderBy(asc(runs.queuedAt))
    .limit(1)
  return known ?? null
}

type TakenDraft = Awaited<ReturnType<typeof takeDraft>>

export async function takeText(
  { tx, session }: SessionTransaction,
  words: MessageSource,
  by: Id,
): Promise<TakenDraft | { is: 'given'; text: string; authors: readonly Id[] }> {
  return 'draft' in words
    ? takeDraft(tx, session.id, words.draft, by)
    : { is: 'given', text: words.text, authors: words.authors ?? [] }
}

/** Call after the commit. */
export function announceTaken(words: MessageSource, taken: TakenDraft | null): void {
  if (taken?.is === 'text' && 'draft' in words) words.draft.draft.taken(taken.row, taken.update)
}

async function addDelivered(
  transaction: SessionTransaction,
  input: Input,
  { text, authors }: { text: string; authors: readonly Id[] },
): Promise<Id> {
  const { tx } = transaction
  const { id, sessionId, authorId } = input
  const steers = input.delivery === 'steer' && (await workingRun(tx, sessionId)) !== null
  const delivery: QueuedDelivery = steers ? 'steer' : 'after'
  const { runId } = await addMessage(transaction, { id, authorId, authors, text, delivery })
  if (input.delivery === 'fork')
    await forkRun(transaction, await runOf(tx, sessionId, runId), input.forkId, authorId)
  return runId
}

type Input = { id: Id; sessionId: Id; authorId: Id } & MessageSource & Delivery

/**
 * Queues a run, steers the running one, or continues in a new session. Idempotent: the client
 * chooses the id. Throws AppError conflict if it is taken, bad_input for an empty or too long
 * draft, and as `forkRun` does.
 */
export async function sendMessage({ lockSession, bus }: Deps, input: Input): Promise<Sent> {
  const { words, ...sent } = await lockSession(input.sessionId, async (transaction) => {
    const known = await knownMessage(transaction, input.id)
    if (known) {
      const same = known.sessionId === input.sessionId && known.authorId === input.authorId
      if (!same || !known.runId) throw new AppError('conflict', 'That message id is taken.')
      return { messageId: input.id, runId: known.runId, alreadySent: false, words: null }
    }
    const words = await takeText(transaction, input, input.id)
    if (words.is === 'alreadyTaken') {
      const runId = (await knownMessage(transaction, words.by))?.runId ?? null
      return { messageId: words.by, runId, alreadySent: true, words: null }
    }
    const runId = await addDelivered(transaction, input, words)
    return {
      messageId: input.id,
      runId,
      alreadySent: false,
      words: words.is === 'text' ? words : null,
    }
  })
  announceTaken(input, words)
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
  return sent
}
