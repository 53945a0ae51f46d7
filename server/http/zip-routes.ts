import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import type { Services } from '../api/context.ts'
import { versionZip } from '../versions/version-zip.ts'
import { anyMaySee } from './thumbnail-routes.ts'

/** From one address. A ZIP costs much more than a call. */
const zipsPerMinute = 30

const Place = z.object({ sessionId: Id, version: VersionAt })

/** The plain name is for clients that can't read the other one. */
function disposition(name: string, plain: string): string {
  return `attachment; filename="${plain}.zip"; filename*=UTF-8''${encodeURIComponent(name)}.zip`
}

/** A version's files, or those of the working tree (`now`), to work on elsewhere. */
export function addZipRoutes(app: FastifyInstance, { auth, db }: Services): void {
  const options = { config: { rateLimit: { max: zipsPerMinute, timeWindow: '1 minute' } } }
  app.get('/zips/:sessionId/:version', options, async (request, reply) => {
    const none = (message = 'There is no such version.') => reply.code(404).send({ message })
    const place = Place.safeParse(request.params)
    if (!place.success) return none()
    // a link sends no key: a planted cookie gives no more than its own user may see
    const users = await auth.usersOf(request.headers.cookie)
    if (!(await anyMaySee(db, users, place.data.sessionId))) return none()
    try {
      const { name, plain, chunks } = await versionZip(db, place.data)
      return await reply
        .headers({
          'cache-control': 'private, no-cache',
          'content-disposition': disposition(name, plain),
          'cross-origin-resource-policy': 'same-origin',
          'x-content-type-options': 'nosniff',
        })
        .type('application/zip')
        .send(Readable.from(chunks))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return error.code === 'bad_input'
        ? reply.code(413).send({ message: error.message })
        : none(error.message)
    }
  })
}
