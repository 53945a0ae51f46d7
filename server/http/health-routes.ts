import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

interface Options {
  /** Rejects with an AppError that says why the server isn't ready. */
  ready: () => Promise<void>
  gauges: () => Promise<Record<string, number>>
}

export function addHealthRoutes(app: FastifyInstance, { ready, gauges }: Options): void {
  app.get('/healthz', () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await ready()
      return { ok: true }
    } catch (error) {
      app.log.error({ err: error }, 'not ready')
      const reason = error instanceof AppError ? error.message : words.internal
      return reply.code(503).send({ ok: false, reason })
    }
  })
  const known = new Map<string, Gauge>()
  let begun: Registry | null = null
  // created at the first request: measuring event loop delay wakes the process 100 times a second
  const begin = () => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    return registry
  }
  app.get('/metrics', async (_request, reply) => {
    begun ??= begin()
    const registry = begun
    for (const [name, value] of Object.entries(await gauges())) {
      const gauge =
        known.get(name) ??
        new Gauge({ name, help: name.replaceAll('_', ' '), registers: [registry] })
      known.set(name, gauge)
      gauge.set(value)
    }
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
