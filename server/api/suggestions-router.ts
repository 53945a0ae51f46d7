import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { Prompt } from '../../shared/protocol/views.ts'
import { approveSuggestions } from '../runs/approve-suggestions.ts'
import { closeSuggestion } from '../runs/close-suggestion.ts'
import { declineSuggestion } from '../runs/decline-suggestion.ts'
import { suggest } from '../runs/suggest.ts'
import { MessageInput, onWire, sourceFrom } from './message-input.ts'
import { sessionProcedure, router } from './trpc.ts'

const Reason = z
  .string()
  .trim()
  .min(1, 'Say why, in a few words.')
  .max(limits.reasonLength, `A reason has at most ${limits.reasonLength} characters.`)

const One = z.object({ sessionId: Id, id: Id })

export const suggestionsRouter = router({
  add: sessionProcedure('suggestion.add')
    .input(One.and(MessageInput))
    .mutation(async ({ ctx, input }) => {
      const { id, sessionId } = input
      const words = await sourceFrom(ctx.services, sessionId, input)
      return onWire(
        await suggest(ctx.services, { id, sessionId, authorId: ctx.me.user.id, ...words }),
      )
    }),
  approve: sessionProcedure('suggestion.decide')
    .input(
      z.object({
        sessionId: Id,
        /** They become one message, in this order. */
        ids: Id.array().min(1).max(20),
        messageId: Id,
        text: Prompt.optional(),
      }),
    )
    .mutation(({ ctx, input }) =>
      approveSuggestions(ctx.services, { ...input, by: ctx.me.user.id }),
    ),
  decline: sessionProcedure('suggestion.decide')
    .input(One.extend({ reason: Reason }))
    .mutation(({ ctx, input }) =>
      declineSuggestion(ctx.services, { ...input, by: ctx.me.user.id }),
    ),
  close: sessionProcedure('suggestion.add')
    .input(One)
    .mutation(({ ctx, input }) => closeSuggestion(ctx.services, { ...input, by: ctx.me.user.id })),
})
