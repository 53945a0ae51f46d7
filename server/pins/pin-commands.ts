import { and, asc, count, eq, isNull, sql } from 'drizzle-orm'
import { messages, pinComments, pins } from '../../drizzle/schema.ts'
import type { PinRow, Tx } from '../../drizzle/types.ts'
import type { Picked } from '../../shared/protocol/anchor.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../events/activity.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { type Sent, sendMessage } from '../runs/send-message.ts'
import { pinPrompt } from './pin-prompt.ts'
import { projectPins } from '../rooms/project-pins.ts'

interface Deps {
  lockSession: LockSession
}

async function pinOf(tx: Tx, sessionId: Id, pinId: Id): Promise<PinRow> {
  const [pin] = await tx
    .select()
    .from(pins)
    .where(and(eq(pins.id, pinId), eq(pins.sessionId, sessionId)))
  if (!pin) throw new AppError('not_found', 'That comment is not there any more.')
  return pin
}

/** Tells everybody that a pin is other than it was; answers the event's seq. */
async function changed(
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

async function assertRoomForPin(tx: Tx, sessionId: Id): Promise<void> {
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

/** The comment of this id, where it is this author's own repeat; throws AppError conflict where it is another's. */
async function repeated(tx: Tx, comment: { id: Id; pinId: Id; authorId: Id }): Promise<boolean> {
  const [known] = await tx.select().from(pinComments).where(eq(pinComments.id, comment.id))
  if (!known) return false
  if (known.pinId !== comment.pinId || known.authorId !== comment.authorId)
    throw new AppError('conflict', 'That comment id is taken.')
  return true
}

/**
 * Puts a comment on an element of the preview. The ids are the client's: a repeat answers as the first did. Throws AppError
 * conflict where an id belongs to something else, or too many comments are open.
 */
export function addPin(
  { lockSession }: Deps,
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
    const order = await changed(transaction, input.id, { title, by: input.authorId })
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
    if (await repeated(tx, comment)) throw new AppError('conflict', 'That comment id is taken.')
    await tx.insert(pinComments).values({ ...comment, text: input.text, at })
    return { number }
  })
}

/** Answers in a pin's thread; one that was resolved is open again. The id is the client's: a repeat does nothing. */
export function replyToPin(
  { lockSession }: Deps,
  input: { id: Id; pinId: Id; sessionId: Id; authorId: Id; text: string },
): Promise<null> {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx, at } = transaction
    const pin = await pinOf(tx, input.sessionId, input.pinId)
    if (await repeated(tx, input)) return null
    const said = await tx.$count(pinComments, eq(pinComments.pinId, pin.id))
    if (said >= limits.pinComments)
      throw new AppError('conflict', 'This thread is full. Start another on the same element.')
    const { id, pinId, authorId, text } = input
    await tx.insert(pinComments).values({ id, pinId, authorId, text, at })
    if (pin.resolvedAt)
      await tx.update(pins).set({ resolvedAt: null, resolvedBy: null }).where(eq(pins.id, pin.id))
    const title = `Replied to comment ${pin.number}`
    await changed(transaction, pin.id, { title, by: authorId })
    return null
  })
}

/** Closes a pin's thread, or opens it again; one that is so already stays as it is. */
export function resolvePin(
  { lockSession }: Deps,
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
    await changed(transaction, pin.id, { title, by: input.by })
    return null
  })
}

/**
 * Takes a comment away, with the whole pin where it was the only one; one that is gone stays gone. Throws AppError forbidden
 * where it is another's and `any` doesn't allow that.
 */
export function deletePinComment(
  { lockSession }: Deps,
  input: { id: Id; sessionId: Id; by: Id; any: boolean },
): Promise<null> {
  return lockSession(input.sessionId, async (transaction) => {
    const { tx } = transaction
    const [found] = await tx
      .select({ pinId: pins.id, authorId: pinComments.authorId })
      .from(pinComments)
      .innerJoin(pins, eq(pins.id, pinComments.pinId))
      .where(and(eq(pinComments.id, input.id), eq(pins.sessionId, input.sessionId)))
    if (!found) return null
    if (found.authorId !== input.by && !input.any)
      throw new AppError('forbidden', 'Only who wrote a comment can delete it.')
    await tx.delete(pinComments).where(eq(pinComments.id, input.id))
    const left = await tx.$count(pinComments, eq(pinComments.pinId, found.pinId))
    if (left === 0) await tx.delete(pins).where(eq(pins.id, found.pinId))
    await changed(transaction, found.pinId, null)
    return null
  })
}

/**
 * Hands a pin's thread to the agent as a message, with what is known of its element. The message's id is the client's: a repeat
 * answers as the first did.
 */
export async function sendPin(
  { lockSession, bus }: Deps & { bus: Bus },
  input: { id: Id; pinId: Id; sessionId: Id; by: Id },
): Promise<Sent> {
  const words = await lockSession(input.sessionId, async ({ tx }) => {
    await pinOf(tx, input.sessionId, input.pinId)
    // What has been sent stays what was sent, also where somebody has answered in the thread since.
    const [sent] = await tx
      .select({ text: messages.text, authors: messages.authors })
      .from(messages)
      .where(eq(messages.id, input.id))
      .orderBy(asc(messages.order))
    const [pin] = await projectPins(tx, [input.pinId])
    const authors = pin?.comments.map((comment) => comment.author.id) ?? []
    return sent ?? { text: pin ? pinPrompt(pin) : '', authors }
  })
  const { id, sessionId, by } = input
  const run = await sendMessage(
    { lockSession, bus },
    { id, sessionId, authorId: by, ...words, delivery: 'after' },
  )
  await lockSession(sessionId, async (transaction) => {
    const pin = await pinOf(transaction.tx, sessionId, input.pinId)
    if (pin.messageId === id) return
    await transaction.tx.update(pins).set({ messageId: id }).where(eq(pins.id, pin.id))
    await changed(transaction, pin.id, null)
  })
  return run
}
