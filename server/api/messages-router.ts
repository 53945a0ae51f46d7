import { limits } from '../../shared/limits.ts'
import type { Delivery } from '../../shared/protocol/delivery.ts'
import { PageInput, SendInput } from '../../shared/protocol/inputs/message-inputs.ts'
import { newestMessageIds, projectMessages } from '../rooms/project-messages.ts'
import { sendMessage } from '../runs/send-message.ts'
import { onWire, sourceFrom } from './message-input.ts'
import { requireForkRight } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

export const messagesRouter = router({
  send: sessionProcedure('message.send')
    .input(SendInput)
    .mutation(async ({ ctx, input }) => {
      const { services, me } = ctx
      services.shortages.require()
      const { id, sessionId } = input
      const delivery: Delivery = input
      if (input.delivery === 'fork') requireForkRight(ctx)
      const source = await sourceFrom(services, sessionId, input)
      const authorId = me.user.id
      const sent = await sendMessage(services, { ...delivery, id, sessionId, authorId, ...source })
      // early, as the run will need it
      if (input.delivery !== 'fork') wakeSandbox(ctx.services, sessionId)
      else if (!sent.alreadySent) wakeSandbox(ctx.services, input.forkId)
      return onWire(sent)
    }),
  page: sessionProcedure('record.read')
    .input(PageInput)
    .query(async ({ ctx, input }) => {
      const { db } = ctx.services
      const { sessionId, before } = input
      const ids = await newestMessageIds(db, sessionId, before, limits.pageSize + 1)
      const items = await projectMessages(db, ids.slice(0, limits.pageSize))
      return { items: items.reverse(), more: ids.length > limits.pageSize }
    }),
})
