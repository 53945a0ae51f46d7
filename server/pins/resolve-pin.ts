import { eq } from 'drizzle-orm'
import { pins } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { assertRoomForPin, emitPinChanged, pinOf } from './pin-rows.ts'

export function resolvePin(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { pinId: Id; sessionId: Id; resolved: boolean; by: Id },
): Promise<null> {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx, at } = transaction
    const pin = await pinOf(tx, input.sessionId, input.pinId)
    if ((pin.resolvedAt !== null) === input.resolved) return null
    if (!input.resolved) await assertRoomForPin(tx, input.sessionId)
    await tx
      .update(pins)
      .set(
        input.resolved
          ? { resolvedAt: at, resolvedBy: input.by }
          : { resolvedAt: null, resolvedBy: null },
      )
      .where(eq(pins.id, pin.id))
    const title = `${input.resolved ? 'Resolved' : 'Reopened'} comment ${pin.number}`
    await emitPinChanged(transaction, pin.id, { title, by: input.by })
    return null
  })
}
