import { z } from 'zod'
import { DraftState } from '../../shared/draft.ts'
import { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { Prompt } from '../../shared/views.ts'
import { newestMessageIds, projectMessages } from '../rooms/project-messages.ts'
import { awaitDraft } from '../rooms/draft-take.ts'
import { sendMessage, type Words } from '../runs/send-message.ts'
import type { Services } from './context.ts'
import { inSession, router } from './trpc.ts'

/** Which page: entries before this order; null begins at the newest. */
export const Page = z.object({ sessionId: Id, before: z.int().nullable() })

/** What a client sends: a text of its own, or the shared draft as it saw it. */
const Said = z.union([z.object({ text: Prompt }), z.object({ draft: DraftState })])

/** The words, with the draft's state here. Throws AppError draft_late. */
const wordsFrom = async (
  { rooms }: Services,
  sessionId: Id,
  said: z.infer<typeof Said>,
): Promise<Words> => {
  if ('text' in said) return { text: said.text }
  const { draftDoc } = await rooms.get(sessionId)
  return { draft: await awaitDraft(draftDoc, said.draft) }
}

export const messagesRouter = router({
  send: inSession('message.send')
    .input(z.object({ id: Id, sessionId: Id }).and(Said))
    .mutation(async ({ ctx, input }) => {
      const { services, me } = ctx
      const { id, sessionId } = input
      const words = await wordsFrom(services, sessionId, input)
      return sendMessage(services, { id, sessionId, authorId: me.user.id, ...words })
    }),
  page: inSession('record.read')
    .input(Page)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.services
      const { sessionId, before } = input
      const ids = await newestMessageIds(db, sessionId, before, limits.pageSize + 1)
      const items = await projectMessages(db, ids.slice(0, limits.pageSize))
      return { items: items.reverse(), more: ids.length > limits.pageSize }
    }),
})
