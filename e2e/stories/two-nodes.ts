import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import type { Page } from '@playwright/test'
import { WebSocket } from 'ws'
import { readDatabaseUrl } from '../../server/db/database-url.ts'
import { openPool } from '../../server/db/pool.ts'
import { findBun } from '@fegg/sandbox-host'
import { startSelfHosted } from '../../server/sandbox/testing/self-hosted.ts'
import { startBalancer } from '../../server/testing/balancer.ts'
import { hasTestPostgres, noPostgres, startTestPostgres } from '../../server/testing/postgres.ts'
import { rowsOf } from '../../server/testing/rows.ts'
import { hasRedis, noRedis, startTestRedis } from '../../server/testing/redis.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { prepareTemplateHome, defaultTemplateId } from '../../template/prepare.ts'
import { type AppServer, startServer, templateCache } from '../support/server.ts'

/** Empty if two nodes can start here. */
export const whyNoNodes = [hasTestPostgres() ? '' : noPostgres, hasRedis() ? '' : noRedis]
  .filter(Boolean)
  .join(', ')

export interface TwoNodes extends AsyncDisposable {
  url: string
  nodes: AppServer[]
  /** `page` needs access to the session. */
  killWorker(page: Page, sessionId: string): Promise<void>
}

export async function startTwoNodes(): Promise<TwoNodes> {
  const held = new AsyncDisposableStack()
  const database = await startTestPostgres()
  if (!database) throw new Error(noPostgres)
  held.defer(() => database.stop())
  const redis = held.use(await startTestRedis())
  const dataDir = await mkdtemp(join(tmpdir(), 'fegg-e2e-sandboxes-'))
  held.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }))
  const log = () => undefined
  const home = await prepareTemplateHome({ cacheDir: templateCache, bun: findBun(), log })
  const service = await startSelfHosted({ dataDir, templates: { [defaultTemplateId]: home } })
  held.defer(() => service.close())
  const ports: number[] = []
  const balancer = held.use(await startBalancer(ports))
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PUBLIC_URL: balancer.url,
    E2B_API_KEY: service.e2b.apiKey,
    E2B_API_URL: service.e2b.apiUrl,
    E2B_SANDBOX_URL: service.e2b.sandboxUrl,
    E2B_DOMAIN: service.e2b.domain,
    E2B_TEMPLATE_ID: defaultTemplateId,
  }
  const nodes: AppServer[] = []
  for (let count = 0; count < 2; count++) {
    const node = held.use(await startServer({ env }))
    nodes.push(node)
    ports.push(node.port)
  }
  const ways = readDatabaseUrl(database.url)
  const pool = openPool({ ways, kind: 'server' }, { max: 1 })
  held.defer(() => pool.end())
  return {
    url: balancer.url,
    nodes,
    async killWorker(page, sessionId) {
      const [run] = await rowsOf(pool)<{ owner: string | null }>`
        select lease_owner as owner from runs where session_id = ${sessionId} and lease_owner is not null`
      if (!run) throw new Error('no node has a run of the session')
      for (const node of nodes) {
        if ((await epochOf(page, node, sessionId)) !== run.owner) continue
        process.kill(node.pid(), 'SIGKILL')
        return
      }
      throw new Error(`the run belongs to ${run.owner}, which is none of the nodes`)
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** A node sends its epoch to a client that asks for another record. */
async function epochOf(page: Page, node: AppServer, sessionId: string): Promise<string> {
  const cookies = await page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const url = `${node.url.replace('http', 'ws')}/yjs/${docName.record(sessionId, 'another')}`
  const socket = new WebSocket(url, { headers: { cookie, origin: node.url } })
  const [, reason] = await once(socket, 'close')
  return String(reason)
}
