import { and, eq, inArray } from 'drizzle-orm'
import { runs, suggestions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { namesOf } from '../../shared/names.ts'
import { Prompt } from '../../shared/protocol/texts.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { readPeople } from '../people/people.ts'
import { addMessage } from './add-message.ts'
import { tellTaken, type Words, wordsOf } from './send-message.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

type SuggestionRow = typeof suggestions.$inferSelect

/**
 * Proposes a message. The id is the client's: a repeat answers as the first did; `gone` as with messages.
 * Throws AppError conflict where the id belongs to something else.
 */
export async function suggest(
  { lockSession }: Pick<Deps, 'lockSession'>,
  input: { id: Id; sessionId: Id; authorId: Id } & Words,
): Promise<{ gone: boolean }> {
  const { id, sessionId, authorId } = input
  const { words, gone } = await lockSession(sessionId, async (transaction) => {
    const { tx, at, emit } = transaction
    const [known] = await tx.select().from(suggestions).where(eq(suggestions.id, id))
    if (known) {
      if (known.sessionId !== sessionId || known.authorId !== authorId)
        throw new AppError('conflict', 'That suggestion id is taken.')
      return { words: null, gone: false }
    }
    const words = await wordsOf(transaction, input, id)
    if (words.is === 'gone') return { words: null, gone: true }
    const { text } = words
    const authors = [...new Set([authorId, ...words.authors])]
    await tx
      .insert(suggestions)
      .values({ id, sessionId, authorId, authors, text, state: 'open', at })
    emit({ type: 'suggestions_changed' })
    return { words: words.is === 'text' ? words : null, gone: false }
  })
  tellTaken(input, words)
  return { gone }
}

/** Open suggestions by their ids. Throws AppError not_found, and conflict where somebody has decided about one. */
async function openSuggestions(
  { tx, session }: SessionTransaction,
  ids: readonly Id[],
): Promise<SuggestionRow[]> {
  const rows = await tx
    .select()
    .from(suggestions)
    .where(and(eq(suggestions.sessionId, session.id), inArray(suggestions.id, [...ids])))
  const found = ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
  if (found.length !== ids.length) throw new AppError('not_found', 'There is no such suggestion.')
  const decided = found.find((row) => row.state !== 'open')
  if (decided) throw await alreadyDecided({ tx }, decided)
  return found
}

async function alreadyDecided(
  { tx }: Pick<SessionTransaction, 'tx'>,
  { state, decidedBy }: SuggestionRow,
): Promise<AppError> {
  const people = await readPeople(tx, [decidedBy ? [decidedBy] : []])
  const who = namesOf(people(decidedBy ? [decidedBy] : []))
  const what = state === 'approved' ? 'approved' : state === 'declined' ? 'declined' : 'withdrawn'
  return new AppError('conflict', `${who} has ${what} this suggestion already.`)
}

/**
 * Makes one message of one or more suggestions, in their order: their own words, or those of who approves (`text`). Its authors
 * are who approved it and all who proposed. The message's id is the client's: a repeat answers as the first did.
 * Throws AppError not_found, and conflict where somebody else has decided about one of them: then nothing changes.
 */
export async function approveSuggestions(
  { lockSession, bus }: Deps,
  input: { sessionId: Id; ids: readonly Id[]; messageId: Id; text?: string | undefined; by: Id },
): Promise<{ messageId: Id; runId: Id }> {
  const { messageId, by } = input
  const answer = await lockSession(input.sessionId, async (transaction) => {
    const { tx, emit } = transaction
    const [known] = await tx
      .select({ runId: runs.id, by: runs.authorId })
      .from(runs)
      .where(eq(runs.messageId, messageId))
    if (known) {
      if (known.by !== by) throw new AppError('conflict', 'That message id is taken.')
      return { messageId, runId: known.runId }
    }
    const found = await openSuggestions(transaction, input.ids)
    const prompt = Prompt.safeParse(input.text ?? found.map((row) => row.text).join('\n\n'))
    if (!prompt.success)
      throw new AppError('bad_input', prompt.error.issues[0]?.message ?? 'That can not be sent.')
    const authors = found.flatMap((row) => row.authors)
    const text = prompt.data
    const message = { id: messageId, authorId: by, authors, text, delivery: 'after' as const }
    const { runId } = await addMessage(transaction, message)
    await tx
      .update(suggestions)
      .set({ state: 'approved', decidedBy: by, messageId })
      .where(inArray(suggestions.id, [...input.ids]))
    emit({ type: 'suggestions_changed' })
    return { messageId, runId }
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
  return answer
}

/** Declines a suggestion with a reason, which its author sees. A repeat by the same person does nothing. Throws as above. */
export function declineSuggestion(
  { lockSession }: Pick<Deps, 'lockSession'>,
  input: { sessionId: Id; id: Id; reason: string; by: Id },
) {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx, emit } = transaction
    const [known] = await tx.select().from(suggestions).where(eq(suggestions.id, input.id))
    if (known?.state === 'declined' && known.decidedBy === input.by) return
    await openSuggestions(transaction, [input.id])
    await tx
      .update(suggestions)
      .set({ state: 'declined', decidedBy: input.by, reason: input.reason })
      .where(eq(suggestions.id, input.id))
    emit({ type: 'suggestions_changed' })
  })
}

/**
 * Its author is done with a suggestion: takes an open one back, or has seen that it was declined.
 * Throws AppError forbidden for others.
 */
export function closeSuggestion(
  { lockSession }: Pick<Deps, 'lockSession'>,
  input: { sessionId: Id; id: Id; by: Id },
) {
  return lockSession(input.sessionId, async ({ tx, session, emit }) => {
    const [row] = await tx
      .select()
      .from(suggestions)
      .where(and(eq(suggestions.id, input.id), eq(suggestions.sessionId, session.id)))
    if (!row) throw new AppError('not_found', 'There is no such suggestion.')
    if (!row.authors.includes(input.by))
      throw new AppError('forbidden', 'Only who suggested it may take it back.')
    if (row.state === 'approved') throw await alreadyDecided({ tx }, row)
    if (row.state === 'open')
      await tx
        .update(suggestions)
        .set({ state: 'withdrawn', decidedBy: input.by })
        .where(eq(suggestions.id, row.id))
    else await tx.update(suggestions).set({ seen: true }).where(eq(suggestions.id, row.id))
    emit({ type: 'suggestions_changed' })
  })
}
