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

/** What is said: a text with who wrote it (its sender alone, unless told), or what the sender saw in the shared draft. */
export type Words = { text: string; authors?: readonly Id[] } | { draft: DraftToTake }

/** What became of a message that was sent. */
export interface Sent {
  /** Another's where somebody else had sent the same draft before: `gone` is true then, and nothing was added. */
  messageId: Id
  /** Null where what the draft became is no message, but a suggestion. */
  runId: Id | null
  gone: boolean
}

/** The message of an id and its first run, where there is one. */
async function knownMessage({ tx }: SessionTransaction, id: Id) {
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

/** The words themselves; a draft's are taken out of it in the transaction. */
export async function wordsOf(
  { tx, session }: SessionTransaction,
  words: Words,
  by: Id,
): Promise<TakenDraft | { is: 'given'; text: string; authors: readonly Id[] }> {
  return 'draft' in words
    ? takeDraft(tx, session.id, words.draft, by)
    : { is: 'given', text: words.text, authors: words.authors ?? [] }
}

/** After the commit: tells everybody of a draft whose text was taken. */
export function tellTaken(words: Words, taken: TakenDraft | null): void {
  if (taken?.is === 'text' && 'draft' in words) words.draft.draft.taken(taken.row, taken.update)
}

/** Adds the message with its run, and has the run steer or forks it where that is wished. */
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

type Input = { id: Id; sessionId: Id; authorId: Id } & Words & Delivery

/**
 * Says something in a session and queues the run that answers it, unless it steers a running one or goes on in a session of its
 * own. The id is the client's: a repeat answers as the first did.
 * Throws AppError conflict where the id belongs to something else, bad_input for a draft without text or with too much; and as
 * `forkRun` does.
 */
export async function sendMessage({ lockSession, bus }: Deps, input: Input): Promise<Sent> {
  const { words, ...sent } = await lockSession(input.sessionId, async (transaction) => {
    const known = await knownMessage(transaction, input.id)
    if (known) {
      const same = known.sessionId === input.sessionId && known.authorId === input.authorId
      if (!same || !known.runId) throw new AppError('conflict', 'That message id is taken.')
      return { messageId: input.id, runId: known.runId, gone: false, words: null }
    }
    const words = await wordsOf(transaction, input, input.id)
    if (words.is === 'gone') {
      const runId = (await knownMessage(transaction, words.by))?.runId ?? null
      return { messageId: words.by, runId, gone: true, words: null }
    }
    const runId = await addDelivered(transaction, input, words)
    return { messageId: input.id, runId, gone: false, words: words.is === 'text' ? words : null }
  })
  tellTaken(input, words)
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
  return sent
}
