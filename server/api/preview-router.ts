import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { InSession, KeepPictureInput } from '../../shared/protocol/inputs/session-inputs.ts'
import { saveThumbnail, wantedThumbnail } from '../thumbnails/thumbnails.ts'
import { previewMark } from '../gateway/preview-id.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

export const previewRouter = router({
  /** The preview's URL, which depends on the viewer's host (rule 11). */
  address: sessionProcedure('session.view')
    .input(InSession)
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
      return { url, mark: previewMark(session.previewId) }
    }),
  /** The version that the session's card has no picture of yet, or null. */
  pictureWanted: sessionProcedure('session.view')
    .input(InSession)
    .query(({ ctx, input }) => wantedThumbnail(ctx.services.db, input.sessionId)),
  keepPicture: sessionProcedure('session.picture')
    .input(KeepPictureInput)
    .mutation(async ({ ctx, input }) => {
      await saveThumbnail(ctx.services, { ...input, image: Buffer.from(input.image, 'base64') })
      return null
    }),
  wake: sessionProcedure('session.view')
    .input(InSession)
    .mutation(({ ctx, input }) => {
      wakeSandbox(ctx.services, input.sessionId)
      return null
    }),
})
