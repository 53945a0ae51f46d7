import type { FastifyInstance } from 'fastify'
import { pageOf } from './paging.ts'
import { parse } from './parse.ts'
import { secretBody, secretParams, secretsQuery, secretUpdate } from './schema.ts'
import type { SecretInfo, SecretStore } from '../network/secret-store.ts'

/** Values are never read back. */
function described({ id, name, version, metadata, createdAt, updatedAt }: SecretInfo) {
  return {
    secretID: id,
    name,
    currentVersion: version,
    metadata,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

export function addSecretCalls(app: FastifyInstance, secrets: SecretStore): void {
  const named = (params: unknown) => parse(secretParams, params).id
  app.post('/secrets', async (request, reply) => {
    const { name, ...wish } = parse(secretBody, request.body)
    return await reply.code(201).send(described(secrets.create(name, wish)))
  })
  app.get('/secrets', async (request, reply) => {
    const query = { ...parse(secretsQuery, request.query), order: 'asc' as const }
    const listed = ({ id, createdAt }: SecretInfo) => ({ id, at: createdAt })
    const { page, nextToken } = pageOf(secrets.all(), listed, query)
    if (nextToken !== null) void reply.header('x-next-token', nextToken)
    return page.map(described)
  })
  app.get('/secrets/:id', async (request) => described(secrets.get(named(request.params))))
  app.post('/secrets/:id', async (request) =>
    described(secrets.update(named(request.params), parse(secretUpdate, request.body))),
  )
  app.delete('/secrets/:id', async (request, reply) => {
    secrets.remove(named(request.params))
    return await reply.code(204).send()
  })
}
