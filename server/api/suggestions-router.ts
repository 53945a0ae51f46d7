import {
  AddSuggestionInput,
  ApproveInput,
  DeclineInput,
  SuggestionInput,
} from '../../shared/protocol/inputs/suggestion-inputs.ts'
import {
  approveSuggestions,
  closeSuggestion,
  declineSuggestion,
  suggest,
} from '../runs/suggestions.ts'
import { wordsFrom } from './message-input.ts'
import { sessionProcedure, router } from './trpc.ts'

export const suggestionsRouter = router({
  add: sessionProcedure('suggestion.add')
    .input(AddSuggestionInput)
    .mutation(async ({ ctx, input }) => {
      const { id, sessionId } = input
      const words = await wordsFrom(ctx.services, sessionId, input)
      return suggest(ctx.services, { id, sessionId, authorId: ctx.me.user.id, ...words })
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
