import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { Prompt } from '../../shared/views.ts'
import { newestMessageIds, projectMessages } from '../rooms/project-messages.ts'
import { sendMessage } from '../runs/commands.ts'
import { inSession, router } from './trpc.ts'

/** Which page: entries before this order; null begins at the newest. */
export const Page = z.object({ sessionId: Id, before: z.int().nullable() })

export const messagesRouter = router({
  send: inSession('message.send')
    .input(z.object({ id: Id, sessionId: Id, text: Prompt }))
    .mutation(({ ctx, input }) =>
      sendMessage(ctx.services, { ...input, authorId: ctx.me.user.id }),
    ),
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
