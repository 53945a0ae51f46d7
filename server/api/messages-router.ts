import { limits } from '../../shared/limits.ts'
import type { Delivery } from '../../shared/protocol/delivery.ts'
import { PageInput, SendInput } from '../../shared/protocol/inputs/message-inputs.ts'
import { newestMessageIds, projectMessages } from '../rooms/project-messages.ts'
import { sendMessage } from '../runs/send-message.ts'
import { wordsFrom } from './message-input.ts'
import { mustFork } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

export const messagesRouter = router({
  send: sessionProcedure('message.send')
    .input(SendInput)
    .mutation(async ({ ctx, input }) => {
      const { services, me } = ctx
      const { id, sessionId } = input
      const delivery: Delivery = input
      if (input.delivery === 'fork') mustFork(ctx)
      const words = await wordsFrom(services, sessionId, input)
      const authorId = me.user.id
      const sent = await sendMessage(services, { ...delivery, id, sessionId, authorId, ...words })
      // its run will want the sandbox: one that sleeps is woken meanwhile
      if (input.delivery !== 'fork') wakeSandbox(ctx.services, sessionId)
      else if (!sent.gone) wakeSandbox(ctx.services, input.forkId)
      return sent
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
