import { MarkVisitInput } from '../../shared/protocol/inputs/version-inputs.ts'
import { storySince } from '../sessions/story.ts'
import { router, sessionProcedure } from './trpc.ts'

export const storyRouter = router({
  /** What happened after the event `seq`. */
  since: sessionProcedure('session.view')
    .input(MarkVisitInput)
    .query(({ ctx, input }) => storySince(ctx.services.db, { ...input, viewerId: ctx.me.user.id })),
})
