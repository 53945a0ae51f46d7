/** The control API: the life of sandboxes. */
import os from 'node:os'
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  type CreateBody,
  connectBody,
  createBody,
  listQuery,
  sandboxParams,
  timeoutBody,
} from './api-schema.ts'
import { ApiError, SandboxGoneError } from './errors.ts'
import { type NetworkRules, networkRules } from './network-rules.ts'
import { pageOf } from './listing.ts'
import type { Sandbox } from './sandbox.ts'
import type { Sandboxes } from './sandboxes.ts'
import { isSameSecret } from './secrets.ts'

/** The version of E2B's daemon whose features the guest has; 0.6.2 would promise file metadata. */
const ENVD_VERSION = '0.6.1'
const BODY_LIMIT_BYTES = 1024 * 1024

export interface ApiSettings {
  sandboxes: Sandboxes
  apiKey: string
  /** What previews' host names end with; goes into the create response as it is. */
  domain: string
  confined: boolean
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new ApiError(400, `not supported by this host: ${z.prettifyError(result.error)}`)
}

function idOf(params: unknown): string {
  return parse(sandboxParams, params).id
}

/** Where a new sandbox may go; what can't be kept is refused. */
function networkOf(body: CreateBody, confined: boolean): NetworkRules {
  if (body.autoPause || body.autoResume?.enabled)
    throw new ApiError(
      400,
      'this host cannot pause sandboxes: autoPause and autoResume must be off',
    )
  if (body.allow_internet_access === false && !confined)
    throw new ApiError(
      400,
      'sandboxes of this host are not confined: the network cannot be cut off',
    )
  return networkRules({}, body.allow_internet_access)
}

function summary(sandbox: Sandbox) {
  const { info } = sandbox
  return {
    templateID: info.templateId,
    sandboxID: info.id,
    clientID: 'embedded',
    envdVersion: ENVD_VERSION,
    startedAt: info.startedAt.toISOString(),
    endAt: sandbox.endAt.toISOString(),
    cpuCount: os.availableParallelism(),
    memoryMB: Math.round(os.totalmem() / 2 ** 20),
    diskSizeMB: 0,
    metadata: info.metadata,
    state: 'running',
  }
}

function access({ info }: Sandbox, domain: string) {
  return {
    templateID: info.templateId,
    sandboxID: info.id,
    clientID: 'embedded',
    envdVersion: ENVD_VERSION,
    envdAccessToken: info.token,
    trafficAccessToken: null,
    domain,
  }
}

/** Makes the API's server; the caller lets it listen. */
export function createApi({ sandboxes, apiKey, domain, confined }: ApiSettings): FastifyInstance {
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES })
  app.setErrorHandler((error, _request, reply) => {
    const code =
      error instanceof ApiError
        ? error.code
        : error instanceof SandboxGoneError
          ? 404
          : statusOf(error)
    const message = error instanceof Error ? error.message : String(error)
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

  for (const url of ['/v2/sandboxes', '/sandboxes']) {
    app.post(url, async (request, reply) => {
      const body = parse(createBody, request.body)
      const sandbox = await sandboxes.create({
        templateId: body.templateID,
        timeoutSeconds: body.timeout,
        metadata: body.metadata ?? {},
        environment: body.envVars ?? {},
        network: networkOf(body, confined),
      })
      return await reply.code(201).send(access(sandbox, domain))
    })
    app.post(`${url}/:id/connect`, async (request) => {
      const sandbox = sandboxes.get(idOf(request.params))
      const { timeout } = parse(connectBody, request.body ?? {})
      if (timeout !== undefined) sandbox.extend(timeout)
      return access(sandbox, domain)
    })
    app.get(url, async (request, reply) => {
      const { page, nextToken } = pageOf(sandboxes.all(), parse(listQuery, request.query))
      if (nextToken !== undefined) void reply.header('x-next-token', nextToken)
      return page.map(summary)
    })
  }
  app.get('/sandboxes/:id', async (request) => {
    const sandbox = sandboxes.get(idOf(request.params))
    return {
      ...summary(sandbox),
      envdAccessToken: sandbox.info.token,
      domain,
      lifecycle: { onTimeout: 'kill', autoResume: false },
    }
  })
  app.delete('/sandboxes/:id', async (request, reply) => {
    const id = idOf(request.params)
    if (!(await sandboxes.kill(id))) throw new SandboxGoneError(id)
    return await reply.code(204).send()
  })
  app.post('/sandboxes/:id/timeout', async (request, reply) => {
    sandboxes.get(idOf(request.params)).setTimeout(parse(timeoutBody, request.body).timeout)
    return await reply.code(204).send()
  })
  return app
}

/** The status that Fastify gave an error of its own (malformed JSON, too big a body), else 500. */
function statusOf(error: unknown): number {
  const hasStatus = typeof error === 'object' && error !== null && 'statusCode' in error
  return hasStatus && typeof error.statusCode === 'number' ? error.statusCode : 500
}
