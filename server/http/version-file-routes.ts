import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/protocol/errors.ts'
import { VersionFileInput } from '../../shared/protocol/inputs/version-inputs.ts'
import { pictureType } from '../../shared/picture-types.ts'
import type { Services } from '../api/context.ts'
import { readVersionBytes } from '../versions/version-file.ts'
import { anyMaySee } from './thumbnail-routes.ts'

/** People and agents write these files: a browser shows pictures, saves all else, and never opens any as a page. */
const headers = {
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

function cachedFor(version: string): string {
  return version === 'now' ? 'private, no-cache' : 'private, max-age=31536000, immutable'
}

/** The bytes of a file in a version, or in the working tree (`now`). */
export function addVersionFileRoutes(app: FastifyInstance, { auth, db }: Services): void {
  app.get<{ Params: { sessionId: string; version: string }; Querystring: { path?: string } }>(
    '/files/:sessionId/:version',
    async (request, reply) => {
      const none = () => reply.code(404).send({ message: 'There is no such file in this version.' })
      const place = VersionFileInput.safeParse({ ...request.params, path: request.query.path })
      if (!place.success) return none()
      const { sessionId, version, path } = place.data
      const users = await auth.usersOf(request.headers.cookie)
      if (!(await anyMaySee(db, users, sessionId))) return none()
      const file = await readVersionBytes(db, place.data).catch((error: unknown) => {
        if (error instanceof AppError) return null
        throw error
      })
      if (!file) return none()
      const picture = pictureType(path)
      return reply
        .headers({ ...headers, 'cache-control': cachedFor(version), etag: `"${file.hash}"` })
        .header('content-disposition', picture ? 'inline' : 'attachment')
        .type(picture ?? 'application/octet-stream')
        .send(Buffer.from(file.content))
    },
  )
}
