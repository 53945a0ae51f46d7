import { and, eq } from 'drizzle-orm'
import { pinComments, pins } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { emitPinChanged } from './pin-rows.ts'

/**
 * Deletes the pin with its last comment; idempotent. Throws AppError forbidden for others' comments
 * unless `mayModerate`.
 */
export function deletePinComment(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { id: Id; sessionId: Id; by: Id; mayModerate: boolean },
): Promise<null> {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx } = transaction
    const [found] = await tx
      .select({ pinId: pins.id, authorId: pinComments.authorId })
      .from(pinComments)
      .innerJoin(pins, eq(pins.id, pinComments.pinId))
      .where(and(eq(pinComments.id, input.id), eq(pins.sessionId, input.sessionId)))
    if (!found) return null
    if (found.authorId !== input.by && !input.mayModerate)
      throw new AppError('forbidden', 'Only the author of a comment, or an admin, can delete it.')
    await tx.delete(pinComments).where(eq(pinComments.id, input.id))
    const left = await tx.$count(pinComments, eq(pinComments.pinId, found.pinId))
    if (left === 0) await tx.delete(pins).where(eq(pins.id, found.pinId))
    await emitPinChanged(transaction, found.pinId, null)
    return null
  })
}
