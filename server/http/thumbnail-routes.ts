import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/protocol/errors.ts'
import { Id } from '../../shared/ids.ts'
import { accessToSession } from '../access/access.ts'
import type { Services } from '../api/context.ts'
import { readSessionPicture } from '../thumbnails/thumbnails.ts'

/** What came from a preview is shown as a picture and as nothing else, to who may see the session. */
const headers = {
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** Adds the address of sessions' pictures; `?v=` is the version, so that a browser may keep each for good. */
export function addPictureRoutes(app: FastifyInstance, { auth, db }: Services): void {
  app.get<{ Params: { sessionId: string } }>('/pictures/:sessionId', async (request, reply) => {
    const none = () => reply.code(404).send({ message: 'There is no such picture.' })
    const signedIn = await auth.authenticate(request.headers.cookie)
    const sessionId = Id.safeParse(request.params.sessionId)
    if (!signedIn || !sessionId.success) return none()
    try {
      await accessToSession(db, signedIn.user.id, sessionId.data, 'session.view')
    } catch (error) {
      if (error instanceof AppError) return none()
      throw error
    }
    const picture = await readSessionPicture(db, sessionId.data)
    if (!picture) return none()
    return reply.headers(headers).type(picture.type).send(Buffer.from(picture.image))
  })
}
