import { and, eq } from 'drizzle-orm'
import { suggestions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { alreadyDecided } from './open-suggestions.ts'

/**
 * Withdraws an open suggestion, or marks a declined one as seen. Throws AppError forbidden for
 * anyone but its author.
 */
export function closeSuggestion(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { sessionId: Id; id: Id; by: Id },
) {
  return lockSession(input.sessionId, async ({ tx, session, emit }) => {
    const [row] = await tx
      .select()
      .from(suggestions)
      .where(and(eq(suggestions.id, input.id), eq(suggestions.sessionId, session.id)))
    if (!row) throw new AppError('not_found', 'There is no such suggestion.')
    if (!row.authors.includes(input.by))
      throw new AppError('forbidden', 'Only the author of a suggestion can withdraw it.')
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
