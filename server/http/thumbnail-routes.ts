import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { Id } from '../../shared/ids.ts'
import { accessToSession } from '../access/access.ts'
import type { Services } from '../api/context.ts'
import { readProofImage } from '../versions/proofs.ts'
import { readThumbnail, readVersionPicture } from '../thumbnails/thumbnails.ts'

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

const Ids = z.record(z.string(), Id)
const Position = z
  .string()
  .regex(/^[0-9]$/)
  .transform(Number)

type Ask = { Params: Record<string, string> }
type Picture = { image: Uint8Array; type: string }

/** `read` gets the ids of the address. Answers 404 for all that the visitor may not see. */
async function sendPicture(
  { auth, db }: Services,
  params: Ask['Params'],
  cookie: string | undefined,
  reply: FastifyReply,
  read: (ids: Record<string, Id>) => Promise<Picture | null>,
) {
  const none = () =>
    reply
      .code(404)
      .send({ message: 'There is no such picture. It may have been replaced; reload the page.' })
  const ids = Ids.safeParse(params)
  const sessionId = ids.data?.['sessionId']
  if (!ids.success || sessionId === undefined) return none()
  // an <img> sends no key: a planted cookie gives no more than its own user may see
  const users = await auth.usersOf(cookie)
  if (!(await anyMaySee(db, users, sessionId))) return none()
  const picture = await read(ids.data)
  if (!picture) return none()
  return reply.headers(headers).type(picture.type).send(Buffer.from(picture.image))
}

export function addThumbnailRoutes(app: FastifyInstance, services: Services): void {
  const { db, quotas } = services
  const options = {
    config: { rateLimit: { max: quotas.callsPerMinute, timeWindow: '1 minute' } },
  }
  // `?v=` is the version, so browsers may cache forever
  app.get<Ask>('/pictures/:sessionId', options, (request, reply) =>
    sendPicture(services, request.params, request.headers.cookie, reply, ({ sessionId = '' }) =>
      readThumbnail(db, sessionId),
    ),
  )
  app.get<Ask>('/pictures/:sessionId/:versionId', options, (request, reply) =>
    sendPicture(
      services,
      request.params,
      request.headers.cookie,
      reply,
      ({ sessionId = '', versionId = '' }) => readVersionPicture(db, sessionId, versionId),
    ),
  )
  app.get<Ask>('/pictures/:sessionId/:versionId/:position', options, (request, reply) => {
    const { position = '', ...ids } = request.params
    const at = Position.safeParse(position)
    return sendPicture(services, ids, request.headers.cookie, reply, async (known) =>
      at.success
        ? readProofImage(db, known['sessionId'] ?? '', known['versionId'] ?? '', at.data)
        : null,
    )
  })
}
