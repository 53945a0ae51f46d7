import { randomBytes } from 'node:crypto'
import { isIP, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyBaseLogger } from 'fastify'
import { createAccessWatch } from './access/access-watch.ts'
import type { Services } from './api/context.ts'
import { createAuth } from './auth/auth.ts'
import { createMemoryBus } from './bus/memory-bus.ts'
import { createRedisBus } from './bus/redis-bus.ts'
import type { Config } from './config.ts'
import { endlessSpace, watchDiskSpace } from './lib/disk-space.ts'
import { AppError } from '../shared/protocol/errors.ts'
import { watchOpenFiles } from './lib/open-files.ts'
import { shortageText } from './lib/shortage.ts'
import { createShortages } from './lib/shortages.ts'
import { words } from './lib/words.ts'
import type { Database } from './db/database.ts'
import { readInstallation } from './db/installation.ts'
import { createGateway } from './gateway/gateway.ts'
import { type ClientMiddleware, createApp } from './http/app.ts'
import { handleUpgrades } from './http/upgrades.ts'
import { createLockSession } from './events/session-transaction.ts'
import { createRooms } from './rooms/rooms.ts'
import { createUndoCheck } from './runs/check-undo.ts'
import { createConflictJudge } from './runs/conflict-judge.ts'
import { readProcessLimits } from './process-limits.ts'
import type { Agent, ModelInfo } from './agent-port/agent.ts'
import type { PageBrowser } from './browser/port.ts'
import { createProofTaker } from './runs/proof-taker.ts'
import { createRunWaits } from './runs/run-waits.ts'
import { createRunner, voidOldLeases } from './runs/runner.ts'
import { systemClock } from './lib/clock.ts'
import { createSocketQuota } from './lib/socket-quota.ts'
import { createLooks } from './looks/looks.ts'
import { previewLook } from './looks/preview-look.ts'
import { rowsWithLooks, treeWithLooks } from './looks/sandbox-looks.ts'
import { createLane, type Lane } from './lib/lane.ts'
import type { Sandboxes, SandboxRows, TreeSource } from './sandbox/port.ts'
import { wakeSandbox } from './sandbox/wake-sandbox.ts'
import { followSessions } from './sessions/follow-sessions.ts'
import { previewSession } from './sessions/preview-session.ts'
import {
  createSandboxRows,
  createTreeSource,
  forgetSandboxStates,
} from './sessions/sandbox-rows.ts'
import { readSizes } from './upkeep/sizes.ts'
import { startSweeper } from './upkeep/sweeper.ts'
import { importTree } from './versions/versions.ts'
import { announceEndedSignIns } from './auth/end-sign-ins.ts'
import { announceHandOver } from './workspaces/hand-over.ts'

/** Tests bring their own. */
export interface Parts {
  database: Database
  agent: Agent
  browser: PageBrowser
  createSandboxes: (deps: { tree: TreeSource; rows: SandboxRows; lane: Lane }) => Promise<Sandboxes>
  template: Array<{ path: string; content: string }>
  clientMiddleware: ClientMiddleware | null
  logger: FastifyBaseLogger
  /** Between pings of the app's sockets. */
  pingMs?: number
}

export interface RunningServer {
  url: string
  port: number
  /** For tests and benches. */
  services: Services
  /**
   * Releases runs, then closes sockets, sandboxes and the database. Calls `step` with the name of each step that it waits for.
   */
  close(step?: (name: string) => void): Promise<void>
}

const leaseMs = 15_000
/** Well below proxies' usual idle limit of 60 s. */
const defaultPingMs = 15_000
const clientDir = fileURLToPath(new URL('../dist/client', import.meta.url))

/** Requires a migrated database. */
export async function startServer(config: Config, parts: Parts): Promise<RunningServer> {
  const { database, agent, browser, logger: log } = parts
  const { db } = database
  const { publicUrl, quotas } = config
  const { pingMs = defaultPingMs } = parts
  const boot = randomBytes(8).toString('hex')
  const clock = systemClock
  const closing = new AbortController()
  const usesDisk = database.kind === 'embedded' || config.e2b.apiKey === undefined
  const space = usesDisk ? watchDiskSpace(config.dataDir, log) : endlessSpace
  const files = watchOpenFiles(readProcessLimits().openFiles)
  const shortages = createShortages({ space, files, database: database.shortage })
  const bus = config.redisUrl
    ? await createRedisBus({ url: config.redisUrl, node: boot, log })
    : createMemoryBus()
  const lockSession = createLockSession({ db, bus, clock, quotas })
  const lane = createLane(quotas.heavyJobs, clock)
  const sandboxes = await parts.createSandboxes({
    tree: treeWithLooks(db, createTreeSource(db)),
    rows: rowsWithLooks(db, createSandboxRows(db, lockSession)),
    lane,
  })
  const installation = await readInstallation(db)
  const commandDeps = { db, bus, lockSession, clock }
  const auth = createAuth({
    db,
    publicUrl,
    github: config.github,
    oidc: config.oidc,
    mail: config.mail,
    installation,
    onHandedOver: (moved) => announceHandOver(commandDeps, moved),
    onSignInsEnded: (ended) => announceEndedSignIns(commandDeps, ended),
    clock,
    log,
  })
  auth.onSignedOut((ended) => bus.publish({ type: 'signed_out', ...ended }))
  let port = config.port
  const gateway = createGateway({
    resolve: async (previewId) =>
      (await previewSession(db, previewId)) ?? (await previewLook({ db, clock }, previewId)),
    sandboxes,
    appOrigins: () => [`http://localhost:${port}`, ...(publicUrl ? [publicUrl.origin] : [])],
    publicPort: () => port,
    previewDomain: config.previewDomain
      ? {
          host: config.previewDomain,
          scheme: publicUrl?.protocol === 'https:' ? 'https' : 'http',
        }
      : undefined,
    bindHost: config.host,
    maxPorts: quotas.previewPorts,
    log,
  })
  const looks = createLooks({ db, bus, sandboxes, gateway, clock, log })
  // before the rooms: previews must change before clients are notified
  const stopFollowing = followSessions(bus, { sandboxes, gateway, looks, log })
  const rooms = createRooms(
    { db, bus, epoch: boot, clock, log },
    {
      idleMs: 30_000,
      pollMs: 5_000,
      pingMs,
      onOpen: (sessionId) => wakeSandbox({ sandboxes, log }, sessionId),
    },
  )
  const access = createAccessWatch({ db, bus, clock, log })
  const services: Services = {
    db,
    bus,
    lockSession,
    rooms,
    auth,
    access,
    agent,
    sandboxes,
    checkUndo: createUndoCheck({ db, agent, sandboxes, browser, log }),
    gateway,
    looks,
    template: await importTree(db, parts.template),
    info: {
      models: agent.models().map(({ id, label, demo }: ModelInfo) => ({ id, label, demo })),
      github: auth.github !== null,
      oidc: auth.oidc?.name ?? null,
      mail: auth.sendsMail,
      sandboxWarning: sandboxes.warning(),
    },
    quotas,
    runWaits: createRunWaits({ db, clock, quotas, shortages, running: () => runner.running() }),
    sockets: createSocketQuota(quotas),
    clock,
    shortages,
    closing: closing.signal,
    log,
  }
  if (database.kind === 'embedded') {
    await voidOldLeases({ db })
    await forgetSandboxStates(db)
  }
  const proofs = createProofTaker({ db, lockSession, sandboxes, browser, clock, log })
  const runner = createRunner(
    { db, lockSession, bus, agent, sandboxes, browser, clock, log, space, shortages, proofs },
    {
      concurrency: quotas.runs,
      perWorkspace: quotas.runsPerWorkspace,
      leaseMs,
      timeoutMs: config.runTimeoutMs,
      pollMs: 2_000,
      owner: boot,
    },
  )
  const judge = createConflictJudge({ db, lockSession, bus, agent, clock, log })
  const site = { publicUrl }
  const app = await createApp({
    services,
    gateway,
    site,
    trustProxy: config.trustProxy,
    previewDomain: config.previewDomain,
    logger: log,
    clientDir,
    clientMiddleware: parts.clientMiddleware,
    ready: async () => {
      await files.check()
      shortages.require()
      await Promise.all([
        database.ready().catch(notReady(words.notReady.database)),
        sandboxes.ready().catch(notReady(words.notReady.sandboxes)),
      ])
    },
    gauges: async () => {
      const { trpc, docs } = upgrades.count()
      const heavy = lane.sizes()
      const pages = browser.sizes()
      return {
        fegg_event_sockets: trpc,
        fegg_doc_sockets: docs,
        fegg_runs: runner.running(),
        fegg_sandboxes: sandboxes.running(),
        fegg_preview_ports: gateway.ports(),
        fegg_heavy_jobs_running: heavy.running,
        fegg_heavy_jobs_waiting: heavy.waiting,
        fegg_heavy_jobs_waited_seconds: heavy.waitedMs / 1_000,
        fegg_browser_pages: pages.contexts,
        fegg_browser_pages_waiting: pages.waiting,
        fegg_browser_waited_seconds: pages.waitedMs / 1_000,
        fegg_disk_free_bytes: space.freeBytes(),
        fegg_disk_full: Number(space.isFull()),
        fegg_database_short: Number(database.shortage() !== null),
        fegg_open_files_short: Number(files.areShort()),
        ...(await readSizes(db)),
      }
    },
  })
  const upgrades = handleUpgrades(app.server, {
    services,
    gateway,
    site,
    trustProxy: config.trustProxy,
    pingMs,
  })
  await app.listen({ port: config.port, host: config.host })
  port = portOf(app.server.address())
  runner.start()
  const sweeper = startSweeper({
    db,
    clock,
    agent,
    sandboxes,
    deleteExpired: () => auth.deleteExpired(),
    log,
  })

  return {
    url: localAddress(config.host, port),
    port,
    services,
    async close(step = () => undefined) {
      space.close()
      files.close()
      closing.abort()
      step('runs')
      await Promise.all([
        runner.close(),
        proofs.close(),
        judge.close(),
        sweeper.close(),
        looks.close(),
      ])
      stopFollowing()
      upgrades.close()
      access.close()
      step('rooms')
      await rooms.close()
      step('HTTP')
      const closed = app.close()
      app.server.closeAllConnections()
      // previews' upgraded sockets belong to the HTTP server too: it closes when they have
      await Promise.all([closed, gateway.close()])
      step('the browser')
      await browser.close()
      step('sandboxes')
      await sandboxes.close()
      step('e-mails')
      await auth.close()
      step('the bus')
      await bus.close()
      step('the database')
      await database.close()
    },
  }
}

function notReady(reason: string) {
  return (cause: unknown): never => {
    throw new AppError('internal', shortageText(cause) ?? reason, { cause })
  }
}

/** An address that a browser on this machine can open. */
function localAddress(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isEverywhere || host === '127.0.0.1' ? 'localhost' : host
  return `http://${isIP(name) === 6 ? `[${name}]` : name}:${port}`
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
