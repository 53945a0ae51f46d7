import { z } from 'zod'
import { DraftState } from '../../shared/protocol/draft.ts'
import type { Id } from '../../shared/ids.ts'
import { Prompt } from '../../shared/protocol/views.ts'
import { awaitDraft } from '../rooms/draft-take.ts'
import type { MessageSource } from '../runs/send-message.ts'
import type { Services } from './context.ts'

/** A message from a client: a text, or the state of the shared draft that its sender saw. */
export const MessageInput = z.union([z.object({ text: Prompt }), z.object({ draft: DraftState })])

/** Waits until this node has the draft that the sender saw. Throws AppError draft_late. */
export async function sourceFrom(
  { rooms }: Services,
  sessionId: Id,
  input: z.infer<typeof MessageInput>,
): Promise<MessageSource> {
  if ('text' in input) return { text: input.text }
  const { draftDoc } = await rooms.get(sessionId)
  return { draft: await awaitDraft(draftDoc, input.draft) }
}

/** On the wire `alreadySent` is called `gone`. */
export function onWire<T extends { alreadySent: boolean }>({ alreadySent, ...sent }: T) {
  return { ...sent, gone: alreadySent }
}
