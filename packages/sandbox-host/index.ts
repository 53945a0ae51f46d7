import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type http from 'node:http'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { createApi } from './api/api.ts'
import { listen, portOf } from './lib/listen.ts'
import { registryEnvironment } from './launch/environment.ts'
import { passableFolder } from './lib/folders.ts'
import { Homes } from './homes/homes.ts'
import type { Launcher } from './launch/launcher.ts'
import { chooseLauncher, type LauncherChoice } from './launch/launchers.ts'
import { MemoryGroups } from './usage/memory-groups.ts'
import { Metrics } from './usage/metrics.ts'
import { findRegistry, parseRegistry, type Registry } from './network/registry.ts'
import { RunFolder } from './launch/run-folder.ts'
import { Sandboxes } from './sandboxes/sandboxes.ts'
import { newSecret } from './lib/secrets.ts'
import { Snapshots } from './sandboxes/snapshots.ts'
import type { StartCommand } from './launch/start-command.ts'
import { Starter } from './launch/starter.ts'
import { buildGuest, findToolchain } from './launch/toolchain.ts'
import { createTraffic } from './api/traffic.ts'
import { defaultLimits, type UsageLimits } from './usage/watchdog.ts'

export { PortClosedError, SandboxGoneError } from './lib/errors.ts'
export { findBun } from './launch/bun.ts'
export { devPort as DEV_PORT } from './launch/launcher.ts'

const defaultMaxFrozen = 4

export interface SandboxHostOptions {
  /** Holds sandboxes and snapshots. */
  dataDir: string
  /** Home folders by template id. `setTemplate` can declare more later. */
  templates?: Record<string, string>
  /** 'auto' takes bubblewrap where it works, else plain. With 'bubblewrap' the start fails where it doesn't work. */
  launcher?: LauncherChoice
  /** The SDK's getHost() returns PORT-ID.domain. */
  domain: string
  /** How many copies of each template's home are kept ready, where homes are copies; 1 by default. */
  spares?: number
  /** How many sandboxes of each template are started ahead of need; none by default. */
  pool?: number
  /**
   * By template id: the command that runs in those. A sandbox that doesn't come from the pool has no such command: check for
   * the process before you rely on it, as after a resume.
   */
  startCommands?: Record<string, StartCommand>
  /**
   * How many paused sandboxes keep their processes, 4 by default. They resume within milliseconds but hold their memory. The
   * ones that were paused first keep only their files.
   */
  maxFrozen?: number
  /** Limits of a sandbox as a whole, enforced where the launcher confines; a sandbox that takes more is stopped. */
  limits?: Partial<UsageLimits>
  /** The control API's port on loopback; the sandboxes' address has the next one. Free ports by default. */
  port?: number
  /** The package registry's address; by default npm's configuration names it. */
  registry?: string
  log?: (message: string) => void
}

export interface SandboxHost {
  /** The control API's address, on loopback only. */
  readonly apiUrl: string
  /** The sandboxes' common address, on loopback only. */
  readonly sandboxUrl: string
  /** A new one at each start. */
  readonly apiKey: string
  readonly launcher: {
    readonly kind: Launcher['kind']
    /** True if code in a sandbox can't reach the machine. */
    readonly confined: boolean
    /** What bubblewrap lacks, and how to fix it. */
    readonly missing?: string
  }
  /**
   * Declares or replaces a template: sandboxes of it start with the files in `home`. The folder must not change any more; a host
   * that runs as root gives it to an account of the sandboxes.
   */
  setTemplate(id: string, home: string): void
  /**
   * Opens a raw byte stream to a port inside a sandbox. Resumes a paused sandbox that has autoResume. Throws PortClosedError, or
   * SandboxGoneError, also for other paused sandboxes. On the plain launcher only the sandbox's own PORT can be opened;
   * DEV_PORT stands for it.
   */
  openPort(sandboxId: string, port: number): Promise<Duplex>
  /** How many sandboxes stand ready in the pool. */
  ahead(): number
  /** Kills all sandboxes and removes their folders. */
  close(): Promise<void>
}

async function serveOn(server: http.Server, port: number): Promise<string> {
  await listen(server, { port })
  return `http://127.0.0.1:${portOf(server)}`
}

/** Finds the registry once, in the background. Without one the sandboxes have no network. */
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

/** A file of certificates that this process trusts: the sandboxes trust it too. */
function trustedFile(): string | null {
  const file = process.env['NODE_EXTRA_CA_CERTS'] ?? process.env['SSL_CERT_FILE']
  return file && existsSync(file) ? path.resolve(file) : null
}

/**
 * Starts the host. Removes the sandboxes that an earlier host has left in the data folder. Throws if `launcher` is 'bubblewrap' and
 * bubblewrap doesn't work here.
 */
export async function startSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  const log = options.log ?? (() => undefined)
  const limits = { ...defaultLimits, ...options.limits }
  const memoryGroups = options.launcher === 'plain' ? null : MemoryGroups.open(limits.memoryBytes)
  const registry = registryOf(options.registry, log)
  await mkdir(options.dataDir, { recursive: true })
  const runFolder = await RunFolder.open(options.dataDir)
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
  for (const [id, home] of Object.entries(options.templates ?? {})) homes.setTemplate(id, home)
  const starter = new Starter({
    launcher,
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
  for (const id of homes.templateIds()) sandboxes.renewSpare(id)
  const snapshots = await Snapshots.open(path.join(options.dataDir, 'snapshots'), homes)
  const metrics = new Metrics(() => sandboxes.all())
  // E2B's keys begin like this, and clients may check that.
  const apiKey = `e2b_${newSecret()}`
  const api = createApi({
    sandboxes,
    snapshots,
    metrics,
    apiKey,
    domain: options.domain,
    confined: launcher.confined,
  })
  await api.ready()
  const traffic = createTraffic(sandboxes)
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
    async close() {
      traffic.close()
      traffic.closeAllConnections()
      api.server.closeAllConnections()
      metrics.close()
      await api.close()
      await sandboxes.close()
      await homes.close()
      await runFolder.close()
    },
  }
}
