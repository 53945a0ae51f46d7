import { asc, eq, sql } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/errors.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../log/activity.ts'
import type { InSession, SessionTransaction } from '../log/session-transaction.ts'
import { type DraftToTake, takeDraft } from '../rooms/draft-take.ts'

interface Deps {
  inSession: InSession
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

/** Puts a run for a person's message at the end of the session's queue. */
export const enqueue = async (
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
  message: { id: Id; authorId: Id; authors: readonly Id[]; text: string },
): Promise<{ runId: Id }> => {
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
  await enqueue(transaction, { id: runId, messageId: message.id, authorId: message.authorId })
  return { runId }
}

const firstLine = (text: string): string => {
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 140 ? `${line.slice(0, 139)}…` : line
}

/** The message of an id and its first run, where there is one. */
const knownMessage = async ({ tx }: SessionTransaction, id: Id) => {
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
const wordsOf = async (
  { tx, session }: SessionTransaction,
  words: Words,
  by: Id,
): Promise<TakenDraft | { is: 'given'; text: string; authors: readonly Id[] }> =>
  'draft' in words
    ? takeDraft(tx, session.id, words.draft, by)
    : { is: 'given', text: words.text, authors: words.authors ?? [] }

/**
 * Says something in a session and queues the run that answers it. The id is the client's: a repeat answers as the first did.
 * Throws AppError conflict where the id belongs to something else, bad_input for a draft without text or with too much.
 */
export const sendMessage = async (
  { inSession, bus }: Deps,
  input: { id: Id; sessionId: Id; authorId: Id } & Words,
): Promise<Sent> => {
  const { taken, ...sent } = await inSession(input.sessionId, async (transaction) => {
    const known = await knownMessage(transaction, input.id)
    if (known) {
      const same = known.sessionId === input.sessionId && known.authorId === input.authorId
      if (!same || !known.runId) throw new AppError('conflict', 'That message id is taken.')
      return { messageId: input.id, runId: known.runId, gone: false, taken: null }
    }
    const words = await wordsOf(transaction, input, input.id)
    if (words.is === 'gone') {
      const runId = (await knownMessage(transaction, words.by))?.runId ?? null
      return { messageId: words.by, runId, gone: true, taken: null }
    }
    const { id, authorId } = input
    const { text, authors } = words
    const { runId } = await addMessage(transaction, { id, authorId, authors, text })
    return { messageId: id, runId, gone: false, taken: words.is === 'text' ? words : null }
  })
  if (taken && 'draft' in input) input.draft.draft.taken(taken.row, taken.update)
  bus.publish({ type: 'work' })
  return sent
}
