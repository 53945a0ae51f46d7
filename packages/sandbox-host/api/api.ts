import Fastify, { type FastifyInstance } from 'fastify'
import { addSandboxCalls, type SandboxCalls } from './sandbox-routes.ts'
import { addSecretCalls } from './secret-routes.ts'
import { addSnapshotCalls, type SnapshotCalls } from './snapshot-routes.ts'
import { ApiError, SandboxGoneError } from '../lib/errors.ts'
import { isSameSecret } from '../lib/secrets.ts'
import type { SecretStore } from '../network/secret-store.ts'

export const bodyLimitBytes = 1024 * 1024

export interface ApiSettings extends SandboxCalls, SnapshotCalls {
  apiKey: string
  secrets: SecretStore
}

export function createApi({ apiKey, secrets, ...calls }: ApiSettings): FastifyInstance {
  const app = Fastify({ bodyLimit: bodyLimitBytes })
  app.setErrorHandler((error, _request, reply) => {
    const message = error instanceof Error ? error.message : String(error)
    const code = statusOf(error)
    void reply.code(code).send({ code, message })
  })
  app.setNotFoundHandler((request, reply) => {
    const message = `this host does not support ${request.method} ${request.url.split('?')[0]}`
    void reply.code(400).send({ code: 400, message })
  })
  app.addHook('onRequest', async (request) => {
    const key = request.headers['x-api-key']
    if (typeof key !== 'string' || !isSameSecret(key, apiKey))
      throw new ApiError(401, 'the API key is missing or wrong')
  })
  addSandboxCalls(app, calls)
  addSnapshotCalls(app, calls)
  addSecretCalls(app, secrets)
  return app
}

/** Fastify's own errors carry a statusCode. */
function statusOf(error: unknown): number {
  if (error instanceof ApiError) return error.code
  if (error instanceof SandboxGoneError) return 404
  const hasStatus = typeof error === 'object' && error !== null && 'statusCode' in error
  return hasStatus && typeof error.statusCode === 'number' ? error.statusCode : 500
}
