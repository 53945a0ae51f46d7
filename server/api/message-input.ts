import type { Said } from '../../shared/protocol/inputs/message-inputs.ts'
import type { Id } from '../../shared/ids.ts'
import { awaitDraft } from '../rooms/draft-take.ts'
import type { MessageSource } from '../runs/send-message.ts'
import type { Services } from './context.ts'

/** Waits until this node has the draft that the sender saw. Throws AppError draft_late. */
export async function sourceFrom(
  { rooms }: Services,
  sessionId: Id,
  input: Said,
): Promise<MessageSource> {
  if ('text' in input) return { text: input.text }
  const { draftDoc } = await rooms.get(sessionId)
  return { draft: await awaitDraft(draftDoc, input.draft) }
}

export function onWire<T extends { alreadySent: boolean }>({ alreadySent, ...sent }: T) {
  return { ...sent, gone: alreadySent }
}
