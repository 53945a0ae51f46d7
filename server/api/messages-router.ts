import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { Delivery } from '../../shared/protocol/queue.ts'
import { newestMessageIds, projectMessages } from '../rooms/project-messages.ts'
import { sendMessage } from '../runs/send-message.ts'
import { Said, wordsFrom } from './message-input.ts'
import { mustFork } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

/** Which page: entries before this order; null begins at the newest. */
export const Page = z.object({ sessionId: Id, before: z.int().nullable() })

/** A fork brings the id of its session. */
const Fork = z.object({ delivery: z.literal('fork'), forkId: Id })
/** How a message is to reach the agent. */
export const DeliverInput = z.union([z.object({ delivery: Delivery }), Fork])

const Send = z
  .object({ id: Id, sessionId: Id })
  .and(Said)
  .and(z.union([z.object({ delivery: Delivery.default('after') }), Fork]))

export const messagesRouter = router({
  send: sessionProcedure('message.send')
    .input(Send)
    .mutation(async ({ ctx, input }) => {
      const { services, me } = ctx
      const { id, sessionId } = input
      if (input.delivery === 'fork') mustFork(ctx)
      const words = await wordsFrom(services, sessionId, input)
      const deliver = input.delivery === 'fork' ? { forkId: input.forkId } : input.delivery
      const sent = await sendMessage(services, {
        id,
        sessionId,
        authorId: me.user.id,
        ...words,
        deliver,
      })
      // its run will want the sandbox: one that sleeps is woken meanwhile
      if (input.delivery !== 'fork') wakeSandbox(ctx.services, sessionId)
      else if (!sent.gone) wakeSandbox(ctx.services, input.forkId)
      return sent
    }),
  page: sessionProcedure('record.read')
    .input(Page)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.services
      const { sessionId, before } = input
      const ids = await newestMessageIds(db, sessionId, before, limits.pageSize + 1)
      const items = await projectMessages(db, ids.slice(0, limits.pageSize))
      return { items: items.reverse(), more: ids.length > limits.pageSize }
    }),
})
