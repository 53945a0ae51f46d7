import { InSession } from '../../shared/protocol/inputs/session-inputs.ts'
import { MarkVisitInput } from '../../shared/protocol/inputs/version-inputs.ts'
import { lastVisit, markVisit } from '../sessions/visits.ts'
import { router, sessionProcedure } from './trpc.ts'

export const visitsRouter = router({
  mark: sessionProcedure('session.view')
    .input(MarkVisitInput)
    .mutation(async ({ ctx, input }) => {
      await markVisit(ctx.services, { ...input, userId: ctx.me.user.id })
      return null
    }),
  last: sessionProcedure('session.view')
    .input(InSession)
    .query(({ ctx, input }) => lastVisit(ctx.services.db, { ...input, userId: ctx.me.user.id })),
})
