import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { EgressProxy } from './egress.ts'
import { ApiError, SandboxGoneError } from './errors.ts'
import { passableFolder } from './folders.ts'
import type { Home, Homes } from './homes.ts'
import type { Launched, Launcher } from './launcher.ts'
import { type NetworkRules, REGISTRY_ONLY } from './network-rules.ts'
import { Pool } from './pool.ts'
import type { Registry } from './registry.ts'
import { Sandbox } from './sandbox.ts'
import { newSecret } from './secrets.ts'

/** How often it is looked whether the sandboxes' folders are still there. */
const LOOKOUT_MS = 2_000

export interface CreateRequest {
  templateId: string
  timeoutSeconds: number
  metadata: Record<string, string>
  environment: Record<string, string>
  /** Where it may go over the network; kept where the launcher confines. */
  network: NetworkRules
}

export interface SandboxesSettings {
  homes: Homes
  launcher: Launcher
  /** Where the sockets of the sandboxes lie, a folder each. */
  socketsFolder: string
  /** Whether one sandbox of each template is started ahead of need: with nothing in it but its daemon. */
  spare: boolean
  /** Undefined where npm could not say which registry to use: then it is as if there were none. */
  registry(): Promise<Registry | undefined>
  log(message: string): void
}

/** All sandboxes of this host. One that is not in here does not exist, to anybody. */
export class Sandboxes {
  private readonly settings: SandboxesSettings
  private readonly running = new Map<string, Sandbox>()
  private readonly ending = new Map<string, Promise<void>>()
  private readonly starting = new Set<Promise<unknown>>()
  private readonly held = new Map<string, Held>()
  private readonly pool: Pool<Up>
  private isClosed = false

  private readonly lookout: NodeJS.Timeout

  constructor(settings: SandboxesSettings) {
    this.settings = settings
    this.pool = new Pool({
      enabled: settings.spare,
      templateIds: () => settings.homes.templateIds(),
      launch: (templateId) => this.launch({ templateId, environment: {} }),
      isWhole: ({ home, launched: { child } }) =>
        child.exitCode === null && child.signalCode === null && existsSync(home.own),
      drop: (up) => this.drop(up),
      log: settings.log,
    })
    this.lookout = setInterval(() => this.endVanished(), LOOKOUT_MS).unref()
  }

  find(id: string): Sandbox | undefined {
    return this.running.get(id)
  }

  /** Throws SandboxGoneError. */
  get(id: string): Sandbox {
    const found = this.find(id)
    if (!found) throw new SandboxGoneError(id)
    return found
  }

  all(): Sandbox[] {
    return [...this.running.values()]
  }

  /** Creates and starts one. Throws ApiError 404 for an unknown template, else what went wrong. */
  async create(request: CreateRequest): Promise<Sandbox> {
    if (this.isClosed) throw new ApiError(503, 'the sandbox host is shutting down')
    if (!this.settings.homes.hasTemplate(request.templateId))
      throw new ApiError(404, `template '${request.templateId}' not found`)
    const started = this.start(request)
    this.starting.add(started)
    try {
      return await started
    } finally {
      this.starting.delete(started)
    }
  }

  /** Kills one; resolves when nothing of it runs any more. False where there is none. */
  async kill(id: string): Promise<boolean> {
    const ending = this.ending.get(id)
    if (ending) {
      await ending
      return false
    }
    if (!this.running.has(id)) return false
    await this.end(id)
    return true
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearInterval(this.lookout)
    await Promise.all([this.pool.close(), Promise.allSettled(this.starting)])
    await Promise.all([...this.running.keys()].map((id) => this.kill(id)))
    await Promise.all(this.ending.values())
  }

  /** A sandbox whose folder somebody removed is of no use any more: its clients shall get a new one. */
  private endVanished(): void {
    for (const [id, { home }] of this.held) if (!existsSync(home.own)) void this.end(id)
  }

  private async start(request: CreateRequest): Promise<Sandbox> {
    const ready = fitsPool(request) ? this.pool.take(request.templateId) : undefined
    this.pool.refillLater()
    const up = ready ?? (await this.launch(request))
    const { home, launched } = up
    up.proxy?.setRules(request.network)
    const sandbox = new Sandbox(
      {
        id: home.id,
        templateId: request.templateId,
        metadata: request.metadata,
        token: newSecret(),
        startedAt: new Date(),
      },
      launched,
      () => void this.end(home.id),
    )
    this.running.set(home.id, sandbox)
    this.held.set(home.id, up)
    sandbox.setTimeout(request.timeoutSeconds)
    return sandbox
  }

  /** Replaces where a running one may go over the network. Throws SandboxGoneError, ApiError 400 where nothing is confined. */
  setNetwork(id: string, rules: NetworkRules): void {
    this.get(id)
    const proxy = this.held.get(id)?.proxy
    if (!proxy)
      throw new ApiError(400, 'sandboxes of this host are not confined: the network has no rules')
    proxy.setRules(rules)
  }

  private async launch(request: Pick<CreateRequest, 'templateId' | 'environment'>): Promise<Up> {
    const { homes, launcher } = this.settings
    const home = await homes.take(request.templateId)
    const folder = path.join(this.settings.socketsFolder, home.id)
    let proxy: EgressProxy | undefined
    try {
      await passableFolder(folder)
      const egress = path.join(folder, 'out')
      if (launcher.confined) proxy = await this.openEgress(home, egress)
      const launched = await launcher.launch({
        id: home.id,
        home: home.home,
        layers: home.layers,
        sockets: path.join(folder, 'in'),
        egress: proxy ? egress : undefined,
        user: home.user,
        environment: request.environment,
      })
      return { home, folder, proxy, launched }
    } catch (error) {
      await this.free({ home, folder, proxy })
      throw error
    }
  }

  /** The template has changed: what was started ahead from the old one goes. */
  renewSpare(templateId: string): void {
    this.pool.renew(templateId)
  }

  /** Ends one that nobody has got; `close` waits for it. */
  private drop(up: Up): void {
    const { launched, home } = up
    const isOver = launched.child.exitCode !== null || launched.child.signalCode !== null
    const exited = isOver
      ? Promise.resolve()
      : new Promise<void>((resolve) => launched.child.once('exit', () => resolve()))
    launched.child.kill('SIGKILL')
    const ended = exited
      .then(() => launched.cleanUp())
      .then(() => this.free(up))
      .catch((error: unknown) => this.settings.log(`sandbox ${home.id}: ${String(error)}`))
      .finally(() => this.ending.delete(home.id))
    this.ending.set(home.id, ended)
  }

  private async openEgress(home: Home, folder: string): Promise<EgressProxy> {
    const proxy = new EgressProxy({
      registry: await this.settings.registry(),
      rules: REGISTRY_ONLY,
      log: (target, reason) =>
        this.settings.log(`sandbox ${home.id} may not reach ${target.slice(0, 200)}: ${reason}`),
    })
    await proxy.listen(folder)
    return proxy
  }

  private end(id: string): Promise<void> {
    const sandbox = this.running.get(id)
    if (!sandbox) return this.ending.get(id) ?? Promise.resolve()
    this.running.delete(id)
    const held = this.held.get(id)
    this.held.delete(id)
    const ended = sandbox
      .stop()
      .then(() => (held ? this.free(held) : undefined))
      .catch((error: unknown) => this.settings.log(`sandbox ${id}: ${String(error)}`))
      .finally(() => this.ending.delete(id))
    this.ending.set(id, ended)
    return ended
  }

  private async free({ home, folder, proxy }: Held): Promise<void> {
    proxy?.close()
    this.settings.homes.discard(home)
    await rm(folder, { recursive: true, force: true })
  }
}

/** What is started ahead has nothing of its creator's in its environment. */
const fitsPool = ({ environment }: CreateRequest): boolean => Object.keys(environment).length === 0

/** What belongs to a sandbox on this machine besides its processes. */
interface Held {
  home: Home
  folder: string
  proxy: EgressProxy | undefined
}

/** One that runs. */
interface Up extends Held {
  launched: Launched
}
