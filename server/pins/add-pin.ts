import { eq, sql } from 'drizzle-orm'
import { pinComments, pins } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { Picked } from '../../shared/protocol/anchor.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { assertRoomForPin, emitPinChanged, isRepeat } from './pin-rows.ts'

/**
 * Idempotent: the client chooses the ids. Throws AppError conflict if one is taken or too many
 * comments are open.
 */
export function addPin(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: {
    id: Id
    commentId: Id
    sessionId: Id
    authorId: Id
    element: Picked
    text: string
  },
): Promise<{ number: number }> {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx, at } = transaction
    const [known] = await tx.select().from(pins).where(eq(pins.id, input.id))
    if (known) {
      if (known.sessionId !== input.sessionId || known.authorId !== input.authorId)
        throw new AppError('conflict', 'That comment id is taken.')
      return { number: known.number }
    }
    await assertRoomForPin(tx, input.sessionId)
    const [last] = await tx
      .select({ number: sql<number>`coalesce(max(${pins.number}), 0)::int` })
      .from(pins)
      .where(eq(pins.sessionId, input.sessionId))
    const number = (last?.number ?? 0) + 1
    const title = `Commented on ${input.element.name}`
    const order = await emitPinChanged(transaction, input.id, { title, by: input.authorId })
    await tx.insert(pins).values({
      id: input.id,
      sessionId: input.sessionId,
      number,
      authorId: input.authorId,
      element: input.element,
      order,
      at,
    })
    const comment = { id: input.commentId, pinId: input.id, authorId: input.authorId }
    if (await isRepeat(tx, comment)) throw new AppError('conflict', 'That comment id is taken.')
    await tx.insert(pinComments).values({ ...comment, text: input.text, at })
    return { number }
  })
}
