import type { FastifyInstance } from 'fastify'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { Id } from '../../shared/ids.ts'
import { accessToSession } from '../access/access.ts'
import type { Services } from '../api/context.ts'
import { readThumbnail } from '../thumbnails/thumbnails.ts'

/** The bytes come from a preview, so browsers must treat them as nothing but an image. */
const headers = {
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

export async function anyMaySee(db: Db, users: Id[], sessionId: Id): Promise<boolean> {
  for (const userId of users)
    try {
      await accessToSession(db, userId, sessionId, 'session.view')
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  return false
}

/** `?v=` is the version, so browsers may cache forever. */
export function addThumbnailRoutes(app: FastifyInstance, { auth, db }: Services): void {
  app.get<{ Params: { sessionId: string } }>('/pictures/:sessionId', async (request, reply) => {
    const none = () =>
      reply
        .code(404)
        .send({ message: 'There is no such picture. It may have been replaced; reload the page.' })
    const sessionId = Id.safeParse(request.params.sessionId)
    if (!sessionId.success) return none()
    // an <img> sends no key: a planted cookie gives no more than its own user may see
    const users = await auth.usersOf(request.headers.cookie)
    if (!(await anyMaySee(db, users, sessionId.data))) return none()
    const picture = await readThumbnail(db, sessionId.data)
    if (!picture) return none()
    return reply.headers(headers).type(picture.type).send(Buffer.from(picture.image))
  })
}
