import { and, eq } from 'drizzle-orm'
import { suggestions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { announceTaken, type MessageSource, takeText } from './send-message.ts'

/** Idempotent: the client chooses the id. Throws AppError conflict if it is taken. */
export async function suggest(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { id: Id; sessionId: Id; authorId: Id } & MessageSource,
): Promise<{ alreadySent: boolean }> {
  const { id, sessionId, authorId } = input
  const { words, alreadySent } = await lockSession(sessionId, async (transaction) => {
    const { tx, at, quotas, emit } = transaction
    const [known] = await tx.select().from(suggestions).where(eq(suggestions.id, id))
    if (known) {
      if (known.sessionId !== sessionId || known.authorId !== authorId)
        throw new AppError('conflict', 'That suggestion id is taken.')
      return { words: null, alreadySent: false }
    }
    const open = and(eq(suggestions.sessionId, sessionId), eq(suggestions.state, 'open'))
    if ((await tx.$count(suggestions, open)) >= quotas.waitingMessages)
      throw new AppError(
        'conflict',
        `${quotas.waitingMessages} suggestions wait for a decision already, as many as this server allows. Wait until an editor has decided about some, or withdraw one.`,
      )
    const words = await takeText(transaction, input, id)
    if (words.is === 'alreadyTaken') return { words: null, alreadySent: true }
    const { text } = words
    const authors = [...new Set([authorId, ...words.authors])]
    await tx
      .insert(suggestions)
      .values({ id, sessionId, authorId, authors, text, state: 'open', at })
    emit({ type: 'suggestions_changed' })
    return { words: words.is === 'text' ? words : null, alreadySent: false }
  })
  announceTaken(input, words)
  return { alreadySent }
}
