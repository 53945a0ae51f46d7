import { eq } from 'drizzle-orm'
import { suggestions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { openSuggestions } from './open-suggestions.ts'

/** A repeat by the same user does nothing. Throws as `openSuggestions` does. */
export function declineSuggestion(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
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
