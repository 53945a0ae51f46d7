import { and, count, eq, isNull } from 'drizzle-orm'
import { pinComments, pins } from '../../drizzle/schema.ts'
import type { PinRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { addActivity } from '../events/activity.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'

export async function pinOf(tx: Tx, sessionId: Id, pinId: Id): Promise<PinRow> {
  const [pin] = await tx
    .select()
    .from(pins)
    .where(and(eq(pins.id, pinId), eq(pins.sessionId, sessionId)))
  if (!pin) throw new AppError('not_found', 'This comment has been deleted.')
  return pin
}

/** Returns the event's seq. */
export async function emitPinChanged(
  transaction: SessionTransaction,
  pinId: Id,
  line: { title: string; by: Id } | null,
): Promise<number> {
  const order = transaction.emit({ type: 'pin_changed', pinId })
  if (line)
    await addActivity(transaction, {
      order,
      kind: 'pin',
      title: line.title,
      state: 'ok',
      personId: line.by,
    })
  return order
}

export async function assertRoomForPin(tx: Tx, sessionId: Id): Promise<void> {
  const [open] = await tx
    .select({ value: count() })
    .from(pins)
    .where(and(eq(pins.sessionId, sessionId), isNull(pins.resolvedAt)))
  if ((open?.value ?? 0) >= limits.openPins)
    throw new AppError(
      'conflict',
      `There are ${limits.openPins} open comments here. Resolve some before you add another.`,
    )
}

/** Whether the comment exists already. Throws AppError conflict if the id is another comment's. */
export async function isRepeat(
  tx: Tx,
  comment: { id: Id; pinId: Id; authorId: Id },
): Promise<boolean> {
  const [known] = await tx.select().from(pinComments).where(eq(pinComments.id, comment.id))
  if (!known) return false
  if (known.pinId !== comment.pinId || known.authorId !== comment.authorId)
    throw new AppError('conflict', 'That comment id is taken.')
  return true
}
