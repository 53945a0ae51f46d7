import type { FastifyInstance } from 'fastify'
import { access, template } from './descriptions.ts'
import { idOf, parse } from './parse.ts'
import {
  aliasParams,
  forkBody,
  snapshotBody,
  snapshotsQuery,
  templateParams,
  templatesQuery,
} from './schema.ts'
import { ApiError } from '../lib/errors.ts'
import { pageOf } from './paging.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import type { Size } from '../usage/size.ts'
import { type Snapshot, type Snapshots, snapshotId } from '../sandboxes/snapshots.ts'

export interface SnapshotCalls {
  sandboxes: Sandboxes
  snapshots: Snapshots
  domain: string
  size: Size
}

function described(snapshot: Snapshot) {
  const id = snapshotId(snapshot)
  return { snapshotID: id, names: snapshot.name === null ? [] : [id] }
}

function addTemplateCalls(app: FastifyInstance, calls: SnapshotCalls): void {
  const { sandboxes, snapshots, size } = calls
  app.get('/templates/aliases/:alias', async (request) => {
    const { alias } = parse(aliasParams, request.params)
    if (!sandboxes.hasTemplate(alias) && snapshots.baseOf(alias) === null)
      throw new ApiError(404, `template '${alias}' not found`)
    return { templateID: alias, public: false }
  })
  app.get('/templates', async () => sandboxes.templates().map((each) => template(each, size)))
  app.get('/v2/templates', async (request, reply) => {
    const query = { ...parse(templatesQuery, request.query), order: 'asc' as const }
    const all = sandboxes.templates()
    const { page, nextToken } = pageOf(all, ({ id, since }) => ({ id, at: since }), query)
    if (nextToken !== null) void reply.header('x-next-token', nextToken)
    return page.map((each) => template(each, size))
  })
}

export function addSnapshotCalls(app: FastifyInstance, calls: SnapshotCalls): void {
  const { sandboxes, snapshots, domain } = calls
  addTemplateCalls(app, calls)
  app.post('/sandboxes/:id/snapshots', async (request, reply) => {
    const sandbox = sandboxes.get(idOf(request.params))
    const { name } = parse(snapshotBody, request.body ?? {})
    return await reply.code(201).send(described(await snapshots.create(sandbox, name ?? null)))
  })
  app.get('/snapshots', async (request, reply) => {
    const query = parse(snapshotsQuery, request.query)
    const found = snapshots
      .all()
      .filter(({ sandboxId }) => query.sandboxID === undefined || sandboxId === query.sandboxID)
      .filter(({ name }) => query.name === undefined || name === query.name.split(':')[0])
    const listed = ({ key, createdAt }: Snapshot) => ({ id: key, at: createdAt })
    const { page, nextToken } = pageOf(found, listed, { ...query, order: 'desc' })
    if (nextToken !== null) void reply.header('x-next-token', nextToken)
    return page.map(described)
  })
  app.delete('/templates/:id', async (request, reply) => {
    const { id } = parse(templateParams, request.params)
    if (sandboxes.hasTemplate(id))
      throw new ApiError(400, "this host doesn't delete templates over its API")
    if (!(await snapshots.remove(id))) throw new ApiError(404, `snapshot '${id}' not found`)
    return await reply.code(204).send()
  })
  app.post('/sandboxes/:id/fork', async (request, reply) => {
    const { count, timeout } = parse(forkBody, request.body ?? {})
    const forks = await sandboxes.fork(idOf(request.params), count, timeout)
    const results = forks.map((fork) =>
      fork instanceof Error
        ? { error: { code: fork instanceof ApiError ? fork.code : 500, message: fork.message } }
        : { sandbox: access(fork, domain) },
    )
    return await reply.code(201).send(results)
  })
}
