import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type http from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { createApi } from './api/api.ts'
import { listen, portOf } from './lib/listen.ts'
import { registryEnvironment } from './launch/environment.ts'
import { passableFolder } from './lib/folders.ts'
import { whyTooFewFiles } from './lib/open-files.ts'
import { Homes } from './homes/homes.ts'
import type { Launcher } from './launch/launcher.ts'
import { chooseLauncher, type LauncherChoice } from './launch/launchers.ts'
import { MemoryGroups } from './usage/memory-groups.ts'
import { Metrics } from './usage/metrics.ts'
import { Injection } from './network/injection.ts'
import { findRegistry, parseRegistry, type Registry } from './network/registry.ts'
import { RunFolder } from './launch/run-folder.ts'
import { Sandboxes } from './sandboxes/sandboxes.ts'
import { sizeOf } from './usage/size.ts'
import { newSecret } from './lib/secrets.ts'
import { SecretStore } from './network/secret-store.ts'
import { Snapshots } from './sandboxes/snapshots.ts'
import type { StartCommand } from './launch/start-command.ts'
import { Starter } from './launch/starter.ts'
import { buildGuest, findToolchain } from './launch/toolchain.ts'
import { createTraffic } from './api/traffic.ts'
import { defaultLimits, type UsageLimits } from './usage/watchdog.ts'

export { PortClosedError, SandboxGoneError } from './lib/errors.ts'
export { findBun } from './launch/bun.ts'
export { whyTooFewFiles } from './lib/open-files.ts'
export { devPort as DEV_PORT } from './launch/launcher.ts'

const defaultMaxFrozen = 4
const defaultCloseLimitMs = 5_000

export interface SandboxHostOptions {
  /** Holds sandboxes and snapshots. */
  dataDir: string
  /** Home folders by template id. */
  templates?: Record<string, string>
  /** 'auto' falls back to plain; 'bubblewrap' throws where it doesn't work. */
  launcher?: LauncherChoice
  /** The SDK's getHost() returns PORT-ID.domain. */
  domain: string
  /** Ready copies per template, where homes are copies; default 1. */
  spares?: number
  /** Sandboxes started ahead, per template; default 0. */
  pool?: number
  /**
   * By template id; only in pooled sandboxes. Check for the process before use, also after a
   * resume.
   */
  startCommands?: Record<string, StartCommand>
  /**
   * Paused sandboxes that keep their memory and resume in milliseconds; default 4. The earliest
   * paused lose it.
   */
  maxFrozen?: number
  /** Per sandbox; exceeding one stops it. Enforced only under bubblewrap. */
  limits?: Partial<UsageLimits>
  /** The control API's; the sandboxes' address has the next. Default: free ports. */
  port?: number
  /** Package registry URL; default: npm's configuration. */
  registry?: string
  /** `close` gives up after this long; default 5,000. */
  closeLimitMs?: number
  log?: (message: string) => void
}

export interface SandboxHost {
  /** On loopback only. */
  readonly apiUrl: string
  /** Shared by all sandboxes; on loopback only. */
  readonly sandboxUrl: string
  /** New at each start. */
  readonly apiKey: string
  readonly launcher: {
    readonly kind: Launcher['kind']
    /** True if sandbox code can't reach the machine. */
    readonly confined: boolean
    /** What bubblewrap lacks, and the fix. */
    readonly missing?: string
  }
  /** `home` must not change afterwards; a root host may chown it to a sandbox account. */
  setTemplate(id: string, home: string): void
  /**
   * Opens a byte stream to a port. Resumes a sandbox that has autoResume. Throws PortClosedError,
   * or SandboxGoneError (also if it stays paused). The plain launcher opens only the sandbox's
   * PORT; DEV_PORT stands for it.
   */
  openPort(sandboxId: string, port: number): Promise<Duplex>
  /** Ready sandboxes in the pool. */
  ahead(): number
  /**
   * Removes all sandboxes. Bounded in time: what is left ends with this process, and the next start
   * removes it.
   */
  close(): Promise<void>
}

async function serveOn(server: http.Server, port: number): Promise<string> {
  await listen(server, { port })
  return `http://127.0.0.1:${portOf(server)}`
}

function registryOf(
  named: string | undefined,
  log: (message: string) => void,
): { ask(): Promise<Registry | null>; known(): Registry | null } {
  let known: Registry | null = null
  const asked = (named === undefined ? findRegistry() : Promise.resolve(parseRegistry(named))).then(
    (registry) => (known = registry),
    (error: unknown) => {
      log(`sandboxes get no network, because npm names no package registry: ${String(error)}`)
      return null
    },
  )
  return { ask: () => asked, known: () => known }
}

/** Also trusted by the sandboxes. */
function trustedFile(): string | null {
  const file = process.env['NODE_EXTRA_CA_CERTS'] ?? process.env['SSL_CERT_FILE']
  return file && existsSync(file) ? path.resolve(file) : null
}

/** Ends what has been started, the latest first. */
async function closeWithin(
  parts: AsyncDisposableStack,
  { closeLimitMs = defaultCloseLimitMs, log }: Pick<SandboxHostOptions, 'closeLimitMs' | 'log'>,
): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(() => {
    log?.(
      `the sandbox host is not closed after ${closeLimitMs} ms; the next start removes the rest`,
    )
    late.resolve()
  }, closeLimitMs)
  await Promise.race([parts.disposeAsync(), late.promise]).finally(() => clearTimeout(timer))
}

/**
 * Removes an earlier host's sandboxes from the data folder. Throws if 'bubblewrap' is chosen and
 * doesn't work, or if this process may open too few files; nothing is left then.
 */
export async function startSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  const tooFew = whyTooFewFiles()
  if (tooFew !== null) throw new Error(tooFew)
  const parts = new AsyncDisposableStack()
  try {
    return await startParts(options, parts)
  } catch (error) {
    // What went wrong first is what the operator must know.
    await closeWithin(parts, options).catch((later: unknown) => options.log?.(String(later)))
    throw error
  }
}

async function startParts(
  options: SandboxHostOptions,
  parts: AsyncDisposableStack,
): Promise<SandboxHost> {
  const log = options.log ?? (() => undefined)
  const limits = { ...defaultLimits, ...options.limits }
  const memoryGroups = options.launcher === 'plain' ? null : MemoryGroups.open(limits.memoryBytes)
  const registry = registryOf(options.registry, log)
  await mkdir(options.dataDir, { recursive: true })
  const runFolder = await RunFolder.open(options.dataDir)
  parts.defer(() => runFolder.close())
  const toolchain = findToolchain(runFolder.path)
  const folder = path.join(options.dataDir, 'sandboxes')
  await passableFolder(folder)
  const settings = {
    toolchain,
    homesFolder: folder,
    runFolder: runFolder.path,
    ca: trustedFile(),
    memoryGroups: await memoryGroups,
    registryEnvironment: () => {
      const found = registry.known()
      return found ? registryEnvironment(found) : {}
    },
  }
  const [{ launcher, missing, layering }] = await Promise.all([
    chooseLauncher(options.launcher ?? 'auto', settings),
    buildGuest(toolchain),
  ])
  const homes = await Homes.open({
    folder,
    confined: launcher.confined,
    layered: layering,
    spares: options.spares ?? 1,
    log,
  })
  parts.defer(() => homes.close())
  for (const [id, home] of Object.entries(options.templates ?? {})) homes.setTemplate(id, home)
  const secrets = new SecretStore()
  const starter = new Starter({
    launcher,
    injection: new Injection(secrets, runFolder.path, settings.ca),
    socketsFolder: path.join(runFolder.path, 'b'),
    registry: registry.ask,
    log,
  })
  const sandboxes = new Sandboxes({
    homes,
    starter,
    pool: options.pool ?? 0,
    startCommands: new Map(Object.entries(options.startCommands ?? {})),
    maxFrozen: options.maxFrozen ?? defaultMaxFrozen,
    limits: launcher.confined ? limits : null,
    log,
  })
  parts.defer(() => sandboxes.close())
  for (const id of homes.templateIds()) sandboxes.renewSpare(id)
  const snapshots = await Snapshots.open(path.join(options.dataDir, 'snapshots'), homes)
  const size = await sizeOf(launcher.confined ? limits : null, folder)
  const metrics = new Metrics({ all: () => sandboxes.all(), size })
  parts.defer(() => metrics.close())
  // E2B's key prefix; clients may check it.
  const apiKey = `e2b_${newSecret()}`
  const api = createApi({
    sandboxes,
    snapshots,
    metrics,
    apiKey,
    secrets,
    domain: options.domain,
    size,
    confined: launcher.confined,
  })
  parts.defer(async () => {
    api.server.closeAllConnections()
    await api.close()
  })
  await api.ready()
  const traffic = createTraffic(sandboxes)
  parts.defer(() => {
    traffic.close()
    traffic.closeAllConnections()
  })
  const { port } = options
  const apiUrl = await serveOn(api.server, port ?? 0)
  const sandboxUrl = await serveOn(traffic, port === undefined ? 0 : port + 1)
  return {
    apiUrl,
    sandboxUrl,
    apiKey,
    launcher: {
      kind: launcher.kind,
      confined: launcher.confined,
      ...(missing === null ? {} : { missing }),
    },
    setTemplate(id, home) {
      homes.setTemplate(id, home)
      sandboxes.renewSpare(id)
    },
    async openPort(sandboxId, port) {
      const sandbox = sandboxes.get(sandboxId)
      if (!sandbox.running) await sandbox.wake()
      return await sandbox.openPort(port)
    },
    ahead: () => sandboxes.ahead(),
    close: () => closeWithin(parts, options),
  }
}
