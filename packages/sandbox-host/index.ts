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
  /** The server's data folder; the sandboxes live in `sandboxes/` of it. */
  dataDir: string
  /** Prepared home folders by template id; more can be declared later by `setTemplate`. */
  templates?: Record<string, string>
  /** 'auto' takes bubblewrap where it works. 'bubblewrap' makes the start fail where it doesn't. */
  launcher?: LauncherChoice
  /** What the create response says: previews are at PORT-ID.domain. */
  domain: string
  /** How many copies of each template's home are kept ready, where they are copied rather than layers; 1 by default. */
  spares?: number
  /** How many sandboxes of each template are started ahead of need; none by default. */
  pool?: number
  /**
   * By template id: what runs already in those. A sandbox that had to be started when it was asked for comes without:
   * look for the process before you count on it, as after a resume.
   */
  startCommands?: Record<string, StartCommand>
  /**
   * How many paused sandboxes keep their processes, 4 by default: they go on within milliseconds, but hold their memory. Of
   * more, those that were paused first keep their files alone, as if they had been paused without memory.
   */
  maxFrozen?: number
  /** What a sandbox may take of the machine in all, where the launcher confines; one that takes more is stopped. */
  limits?: Partial<UsageLimits>
  /** The control API's port on loopback; the sandboxes' address has the next one. Free ports by default. */
  port?: number
  /** The package registry's address; asked of npm's configuration where it is not given. */
  registry?: string
  log?: (message: string) => void
}

export interface SandboxHost {
  /** The control API and the sandboxes' common address, for the SDK. On loopback only. */
  readonly apiUrl: string
  readonly sandboxUrl: string
  /** Made anew at each start. */
  readonly apiKey: string
  readonly launcher: {
    readonly kind: Launcher['kind']
    /** True where code in a sandbox can't reach the machine. */
    readonly confined: boolean
    /** What is missing for bubblewrap, and how to mend it. */
    readonly missing?: string
  }
  /**
   * Declares or replaces a template: sandboxes of it start with what is in the folder `home`. It
   * must not change any more; a host that is root gives it to the account of the sandboxes.
   */
  setTemplate(id: string, home: string): void
  /**
   * Opens a raw byte stream to a port inside a sandbox. Wakes one that is paused and may be woken by traffic (autoResume).
   * Throws SandboxGoneError, also for one that is paused otherwise, or PortClosedError.
   * On the plain launcher only the sandbox's own PORT can be opened; DEV_PORT stands for it.
   */
  openPort(sandboxId: string, port: number): Promise<Duplex>
  /** How many sandboxes stand ready ahead of need. */
  ahead(): number
  /** Kills all sandboxes and removes their folders. */
  close(): Promise<void>
}

async function serveOn(server: http.Server, port: number): Promise<string> {
  await listen(server, { port })
  return `http://127.0.0.1:${portOf(server)}`
}

/** Finds the registry once, in the background; without one the sandboxes have no network. */
function registryOf(
  named: string | undefined,
  log: (message: string) => void,
): { ask(): Promise<Registry | undefined>; known(): Registry | undefined } {
  let known: Registry | undefined
  const asked = (named === undefined ? findRegistry() : Promise.resolve(parseRegistry(named))).then(
    (registry) => (known = registry),
    (error: unknown) => {
      log(`sandboxes get no network, npm names no package registry: ${String(error)}`)
      return undefined
    },
  )
  return { ask: () => asked, known: () => known }
}

/** A file of certificates that this server was given to trust, for the sandboxes to trust too. */
function trustedFile(): string | undefined {
  const file = process.env['NODE_EXTRA_CA_CERTS'] ?? process.env['SSL_CERT_FILE']
  return file && existsSync(file) ? path.resolve(file) : undefined
}

/**
 * Starts the embedded sandbox host. What an earlier one left in the data folder is removed.
 * Throws where `launcher` is 'bubblewrap' and bubblewrap doesn't work here.
 */
export async function startSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  const log = options.log ?? (() => undefined)
  const limits = { ...defaultLimits, ...options.limits }
  const memoryGroups =
    options.launcher === 'plain' ? undefined : MemoryGroups.open(limits.memoryBytes)
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
    limits: launcher.confined ? limits : undefined,
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
      ...(missing === undefined ? {} : { missing }),
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
