import type { Said } from '../../shared/protocol/inputs/message-inputs.ts'
import type { Id } from '../../shared/ids.ts'
import { awaitDraft } from '../rooms/draft-take.ts'
import type { Words } from '../runs/send-message.ts'
import type { Services } from './context.ts'

/** The words, with the draft's state here. Throws AppError draft_late. */
export async function wordsFrom({ rooms }: Services, sessionId: Id, said: Said): Promise<Words> {
  if ('text' in said) return { text: said.text }
  const { draftDoc } = await rooms.get(sessionId)
  return { draft: await awaitDraft(draftDoc, said.draft) }
}
