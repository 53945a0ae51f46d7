import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { Delivery } from '../../shared/protocol/queue.ts'
import { newestMessageIds, projectMessages } from '../rooms/project-messages.ts'
import { sendMessage } from '../runs/send-message.ts'
import { MessageInput, onWire, sourceFrom } from './message-input.ts'
import { requireForkRight } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

/** A page of entries before this order; null begins at the newest. */
export const Page = z.object({ sessionId: Id, before: z.int().nullable() })

const Fork = z.object({ delivery: z.literal('fork'), forkId: Id })
export const DeliverInput = z.union([z.object({ delivery: Delivery }), Fork])

const Send = z
  .object({ id: Id, sessionId: Id })
  .and(MessageInput)
  .and(z.union([z.object({ delivery: Delivery.default('after') }), Fork]))

export const messagesRouter = router({
  send: sessionProcedure('message.send')
    .input(Send)
    .mutation(async ({ ctx, input }) => {
      const { services, me } = ctx
      const { id, sessionId } = input
      if (input.delivery === 'fork') requireForkRight(ctx)
      const words = await sourceFrom(services, sessionId, input)
      const deliver = input.delivery === 'fork' ? { forkId: input.forkId } : input.delivery
      const sent = await sendMessage(services, {
        id,
        sessionId,
        authorId: me.user.id,
        ...words,
        deliver,
      })
      // woken early: the run will need it
      if (input.delivery !== 'fork') wakeSandbox(ctx.services, sessionId)
      else if (!sent.alreadySent) wakeSandbox(ctx.services, input.forkId)
      return onWire(sent)
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
