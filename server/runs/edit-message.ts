import { eq } from 'drizzle-orm'
import { messages } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { type Actor, requireOwnMessage } from './own-message.ts'
import { waitingMessage } from './waiting-run.ts'

/**
 * `was`: the text that the editor saw. The editor becomes an author. Throws AppError conflict if
 * the message no longer waits or was edited meanwhile.
 */
export async function editMessage(
  { lockSession, bus }: CommandDeps,
  input: { sessionId: Id; runId: Id; was: string; text: string; by: Actor },
): Promise<void> {
  await lockSession(input.sessionId, async ({ tx, emit }) => {
    const { message } = await waitingMessage(tx, input.sessionId, input.runId)
    await requireOwnMessage(tx, message.authors, input.by)
    if (message.text === input.text) return
    if (message.text !== input.was)
      throw new AppError(
        'conflict',
        'Couldn’t save: somebody else has edited this message. Copy your text and edit it again.',
      )
    const authors = [...new Set([...message.authors, input.by.id])]
    await tx.update(messages).set({ text: input.text, authors }).where(eq(messages.id, message.id))
    emit({ type: 'message_changed', messageId: message.id })
  })
  bus.publish({ type: 'queue_changed', sessionId: input.sessionId })
}
