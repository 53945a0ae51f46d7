import { z } from 'zod'
import { DraftState } from '../../shared/protocol/draft.ts'
import type { Id } from '../../shared/ids.ts'
import { Prompt } from '../../shared/protocol/views.ts'
import { awaitDraft } from '../rooms/draft-take.ts'
import type { Words } from '../runs/send-message.ts'
import type { Services } from './context.ts'

/** What a client sends: a text of its own, or the shared draft as it saw it. */
export const Said = z.union([z.object({ text: Prompt }), z.object({ draft: DraftState })])

/** The words, with the draft's state here. Throws AppError draft_late. */
export async function wordsFrom(
  { rooms }: Services,
  sessionId: Id,
  said: z.infer<typeof Said>,
): Promise<Words> {
  if ('text' in said) return { text: said.text }
  const { draftDoc } = await rooms.get(sessionId)
  return { draft: await awaitDraft(draftDoc, said.draft) }
}
