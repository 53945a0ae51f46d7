import { asc, eq } from 'drizzle-orm'
import { messages, pins } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { projectPins } from '../rooms/project-pins.ts'
import { sendMessage, type Sent } from '../runs/send-message.ts'
import { pinPrompt } from './pin-prompt.ts'
import { emitPinChanged, pinOf } from './pin-rows.ts'

/** Idempotent: the client chooses the message's id. */
export async function sendPin(
  { lockSession, bus }: CommandDeps,
  input: { id: Id; pinId: Id; sessionId: Id; by: Id },
): Promise<Sent> {
  const words = await lockSession(input.sessionId, async ({ tx }) => {
    await pinOf(tx, input.sessionId, input.pinId)
    // a repeat sends the same text even if the thread has grown
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
    await emitPinChanged(transaction, pin.id, null)
  })
  return run
}
