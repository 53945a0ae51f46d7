import { Prompt } from '../../shared/protocol/texts.ts'
import { eq, inArray } from 'drizzle-orm'
import { runs, suggestions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { addMessage } from './add-message.ts'
import { openSuggestions } from './open-suggestions.ts'

/**
 * Makes one message of the suggestions, in their order, or of `text`. Its authors are the approver
 * and all suggesters. Idempotent: the client chooses the id. Throws AppError not_found, and
 * conflict if one is already decided.
 */
export async function approveSuggestions(
  { lockSession, bus }: CommandDeps,
  input: { sessionId: Id; ids: readonly Id[]; messageId: Id; text?: string | undefined; by: Id },
): Promise<{ messageId: Id; runId: Id }> {
  const { messageId, by } = input
  const sent = await lockSession(input.sessionId, async (transaction) => {
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
      throw new AppError(
        'bad_input',
        prompt.error.issues[0]?.message ?? 'This text can’t be sent. Change it and try again.',
      )
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
  return sent
}
