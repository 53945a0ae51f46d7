import { LookInput, OneVersionInput } from '../../shared/protocol/inputs/version-inputs.ts'
import { router, sessionProcedure } from './trpc.ts'

export const looksRouter = router({
  /** Shows a version live, in a sandbox of its own. */
  open: sessionProcedure('session.view')
    .input(OneVersionInput)
    .mutation(({ ctx, input }) =>
      ctx.services.looks.open({ ...input, by: ctx.me.user.id, requestHost: ctx.host }),
    ),
  /** Null once it has ended. */
  state: sessionProcedure('session.view')
    .input(LookInput)
    .query(({ ctx, input }) => ctx.services.looks.state({ ...input, requestHost: ctx.host })),
})
