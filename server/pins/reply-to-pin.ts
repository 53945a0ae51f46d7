import { eq } from 'drizzle-orm'
import { pinComments, pins } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { emitPinChanged, isRepeat, pinOf } from './pin-rows.ts'

/** Also reopens the thread. Idempotent: the client chooses the id. */
export function replyToPin(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { id: Id; pinId: Id; sessionId: Id; authorId: Id; text: string },
): Promise<null> {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx, at } = transaction
    const pin = await pinOf(tx, input.sessionId, input.pinId)
    if (await isRepeat(tx, input)) return null
    const said = await tx.$count(pinComments, eq(pinComments.pinId, pin.id))
    if (said >= limits.pinComments)
      throw new AppError('conflict', 'This thread is full. Start another on the same element.')
    const { id, pinId, authorId, text } = input
    await tx.insert(pinComments).values({ id, pinId, authorId, text, at })
    if (pin.resolvedAt)
      await tx.update(pins).set({ resolvedAt: null, resolvedBy: null }).where(eq(pins.id, pin.id))
    const title = `Replied to comment ${pin.number}`
    await emitPinChanged(transaction, pin.id, { title, by: authorId })
    return null
  })
}
