import {
  AddSuggestionInput,
  ApproveInput,
  DeclineInput,
  SuggestionInput,
} from '../../shared/protocol/inputs/suggestion-inputs.ts'
import { approveSuggestions } from '../runs/approve-suggestions.ts'
import { closeSuggestion } from '../runs/close-suggestion.ts'
import { declineSuggestion } from '../runs/decline-suggestion.ts'
import { suggest } from '../runs/suggest.ts'
import { onWire, sourceFrom } from './message-input.ts'
import { sessionProcedure, router } from './trpc.ts'

export const suggestionsRouter = router({
  add: sessionProcedure('suggestion.add')
    .input(AddSuggestionInput)
    .mutation(async ({ ctx, input }) => {
      ctx.services.shortages.require()
      const { id, sessionId } = input
      const words = await sourceFrom(ctx.services, sessionId, input)
      return onWire(
        await suggest(ctx.services, { id, sessionId, authorId: ctx.me.user.id, ...words }),
      )
    }),
  approve: sessionProcedure('suggestion.decide')
    .input(ApproveInput)
    .mutation(({ ctx, input }) =>
      approveSuggestions(ctx.services, { ...input, by: ctx.me.user.id }),
    ),
  decline: sessionProcedure('suggestion.decide')
    .input(DeclineInput)
    .mutation(({ ctx, input }) =>
      declineSuggestion(ctx.services, { ...input, by: ctx.me.user.id }),
    ),
  close: sessionProcedure('suggestion.add')
    .input(SuggestionInput)
    .mutation(({ ctx, input }) => closeSuggestion(ctx.services, { ...input, by: ctx.me.user.id })),
})
