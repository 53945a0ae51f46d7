import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/errors.ts'
import { Id } from '../../shared/ids.ts'
import { warm } from './sessions-router.ts'
import { inSession, router } from './trpc.ts'

const Input = z.object({ sessionId: Id })

export const previewRouter = router({
  /** Where this viewer finds the preview: depends on the address by which they came (rule 11). */
  address: inSession('session.view')
    .input(Input)
    .query(async ({ ctx, input }) => {
      const { services, host } = ctx
      const [session] = await services.db
        .select({ previewId: sessions.previewId })
        .from(sessions)
        .where(eq(sessions.id, input.sessionId))
      if (!session) throw new AppError('not_found', 'There is no such session.')
      const url = await services.gateway.previewAddress({
        requestHost: host,
        sessionId: input.sessionId,
        previewId: session.previewId,
      })
      return { url }
    }),
  wake: inSession('session.view')
    .input(Input)
    .mutation(({ ctx, input }) => {
      warm(ctx, input.sessionId)
      return null
    }),
})
