import type { FastifyInstance } from 'fastify'
import { access, detail, summary } from './descriptions.ts'
import { idOf, parse } from './parse.ts'
import {
  type CreateBody,
  connectBody,
  createBody,
  listQuery,
  metricsOfQuery,
  metricsQuery,
  pauseBody,
  refreshBody,
  timeoutBody,
} from './schema.ts'
import { ApiError, SandboxGoneError } from '../lib/errors.ts'
import { listSandboxes } from './listing.ts'
import type { Metrics } from '../usage/metrics.ts'
import type { Size } from '../usage/size.ts'
import { type NetworkRules, networkBody, networkRules } from '../network/network-rules.ts'
import type { Lifecycle } from '../sandboxes/sandbox.ts'
import type { Sandboxes } from '../sandboxes/sandboxes.ts'
import type { Snapshots } from '../sandboxes/snapshots.ts'

export interface SandboxCalls {
  sandboxes: Sandboxes
  snapshots: Snapshots
  metrics: Metrics
  /** The host name suffix of previews; sent to clients unchanged. */
  domain: string
  size: Size
  confined: boolean
}

/** Throws ApiError 400 for rules that an unconfined host can't enforce. */
function keepable(rules: NetworkRules, confined: boolean): NetworkRules {
  const isRuled = rules.allowOut.length + rules.denyOut.length > 0 || rules.headers !== undefined
  if (!confined && isRuled)
    throw new ApiError(
      400,
      "this host's launcher doesn't confine sandboxes, so it can't enforce network rules",
    )
  return rules
}

function lifecycleOf({ autoPause, autoPauseMemory, autoResume }: CreateBody): Lifecycle {
  const isWakeable = autoResume?.enabled ?? false
  if (isWakeable && !autoPauseMemory)
    throw new ApiError(
      400,
      "autoResume needs autoPauseMemory: traffic can't resume a sandbox that is paused without memory",
    )
  return {
    onTimeout: autoPause ? 'pause' : 'kill',
    keepMemory: autoPauseMemory,
    autoResume: isWakeable,
  }
}

/** Serves both API versions. Without a `state`, v1 lists only running sandboxes. */
function addVersioned(app: FastifyInstance, base: string, calls: SandboxCalls): void {
  const { sandboxes, snapshots, domain, size, confined } = calls
  app.post(base, async (request, reply) => {
    const body = parse(createBody, request.body)
    const rules = networkRules(body.network ?? {}, body.allow_internet_access)
    const sandbox = await sandboxes.create({
      templateId: body.templateID,
      baseId: sandboxes.hasTemplate(body.templateID) ? null : snapshots.baseOf(body.templateID),
      timeoutSeconds: body.timeout,
      metadata: body.metadata ?? {},
      environment: body.envVars ?? {},
      network: keepable(rules, confined),
      lifecycle: lifecycleOf(body),
    })
    return await reply.code(201).send(access(sandbox, domain))
  })
  app.post(`${base}/:id/connect`, async (request, reply) => {
    const sandbox = sandboxes.get(idOf(request.params))
    const { timeout, memory } = parse(connectBody, request.body ?? {})
    const wasPaused = await sandbox.resume(timeout, !memory)
    return await reply.code(wasPaused ? 201 : 200).send(access(sandbox, domain))
  })
  app.get(base, async (request, reply) => {
    const query = parse(listQuery, request.query)
    const state = base === '/sandboxes' ? (query.state ?? 'running') : query.state
    const { page, nextToken } = listSandboxes(sandboxes.all(), { ...query, state })
    if (nextToken !== null) void reply.header('x-next-token', nextToken)
    return page.map((each) => summary(each, size))
  })
}

function addMetricsCalls(app: FastifyInstance, { sandboxes, metrics }: SandboxCalls): void {
  app.get('/sandboxes/:id/metrics', async (request) => {
    const { start, end } = parse(metricsQuery, request.query)
    return await metrics.of(sandboxes.get(idOf(request.params)), start, end)
  })
  app.get('/sandboxes/metrics', async (request) => {
    const { sandbox_ids: ids } = parse(metricsOfQuery, request.query)
    const found = ids.split(',').flatMap((id) => sandboxes.find(id) ?? [])
    const readings = await Promise.all(
      found.map(async (each) => [each.info.id, (await metrics.of(each)).at(-1)] as const),
    )
    return { sandboxes: Object.fromEntries(readings.filter(([, last]) => last !== undefined)) }
  })
}

export function addSandboxCalls(app: FastifyInstance, calls: SandboxCalls): void {
  const { sandboxes, domain, size, confined } = calls
  for (const base of ['/v2/sandboxes', '/sandboxes']) addVersioned(app, base, calls)
  addMetricsCalls(app, calls)
  app.get('/sandboxes/:id', async (request) =>
    detail(sandboxes.get(idOf(request.params)), domain, size),
  )
  app.delete('/sandboxes/:id', async (request, reply) => {
    const id = idOf(request.params)
    if (!(await sandboxes.kill(id))) throw new SandboxGoneError(id)
    return await reply.code(204).send()
  })
  app.post('/sandboxes/:id/timeout', async (request, reply) => {
    const { timeout } = parse(timeoutBody, request.body)
    sandboxes.getRunning(idOf(request.params)).setTimeout(timeout)
    return await reply.code(204).send()
  })
  app.post('/sandboxes/:id/refreshes', async (request, reply) => {
    const { duration } = parse(refreshBody, request.body ?? {})
    sandboxes.getRunning(idOf(request.params)).extend(duration)
    return await reply.code(204).send()
  })
  app.post('/sandboxes/:id/pause', async (request, reply) => {
    const { memory } = parse(pauseBody, request.body ?? {})
    await sandboxes.get(idOf(request.params)).pause(memory)
    return await reply.code(204).send()
  })
  app.post('/sandboxes/:id/resume', async (request, reply) => {
    const sandbox = sandboxes.get(idOf(request.params))
    const { timeout, memory } = parse(connectBody, request.body ?? {})
    if (!(await sandbox.resume(timeout, !memory)))
      throw new ApiError(409, `the sandbox ${sandbox.info.id} is running already`)
    return await reply.code(201).send(access(sandbox, domain))
  })
  app.put('/sandboxes/:id/network', async (request, reply) => {
    const body = parse(networkBody, request.body)
    const rules = keepable(networkRules(body, body.allow_internet_access), confined)
    sandboxes.getRunning(idOf(request.params)).setNetwork(rules)
    return await reply.code(204).send()
  })
}
