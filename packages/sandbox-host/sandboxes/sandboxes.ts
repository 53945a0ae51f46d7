import { existsSync } from 'node:fs'
import { ApiError, SandboxGoneError } from '../lib/errors.ts'
import type { Homes } from '../homes/homes.ts'
import { type NetworkRules, registryOnly } from '../network/network-rules.ts'
import { Pool } from './pool.ts'
import { setTreePriority } from '../launch/priority.ts'
import { type Lifecycle, Sandbox } from './sandbox.ts'
import { newSecret } from '../lib/secrets.ts'
import { runStartCommand, type StartCommand } from '../launch/start-command.ts'
import { isWhole, type Starter, type Up } from '../launch/starter.ts'
import { memoryWords, type UsageLimits, type Watched, Watchdog } from '../usage/watchdog.ts'

/** Interval for checking home folders. */
const lookoutMs = 2_000
const maxReasons = 200
/** Niceness of pooled and of created sandboxes. */
const maxAhead = 10
const wanted = 0

export interface CreateRequest {
  /** A template's or snapshot's id. */
  templateId: string
  /** Base to start from instead of the template. */
  baseId: string | null
  timeoutSeconds: number
  metadata: Record<string, string>
  environment: Record<string, string>
  network: NetworkRules
  lifecycle: Lifecycle
}

/** Since the host has known the template. */
export interface TemplateUse {
  id: string
  since: Date
  spawns: number
  spawnedAt: Date | null
}

export interface SandboxesSettings {
  homes: Homes
  starter: Starter
  /** Sandboxes started ahead, per template. */
  pool: number
  /** By template id; run in pooled sandboxes. */
  startCommands: ReadonlyMap<string, StartCommand>
  /** Paused sandboxes that keep their processes; the earliest paused lose them. */
  maxFrozen: number
  /** Null where nothing enforces limits. */
  limits: UsageLimits | null
  log(message: string): void
}

export class Sandboxes {
  readonly #settings: SandboxesSettings
  readonly #known = new Map<string, Sandbox>()
  readonly #ending = new Map<string, Promise<void>>()
  readonly #starting = new Set<Promise<unknown>>()
  readonly #pool: Pool<Up>
  readonly #closing = new AbortController()

  readonly #lookout: NodeJS.Timeout
  readonly #watchdog: Watchdog | null
  readonly #reasons = new Map<string, string>()
  readonly #uses = new Map<string, TemplateUse>()

  constructor(settings: SandboxesSettings) {
    this.#settings = settings
    this.#pool = new Pool<Up>({
      size: settings.pool,
      templateIds: () => settings.homes.templateIds(),
      launch: (templateId) => this.#launchAhead(templateId),
      isWhole,
      drop: (up) => this.#drop(up),
      log: settings.log,
    })
    this.#lookout = setInterval(() => this.#endVanished(), lookoutMs).unref()
    this.#watchdog =
      settings.limits &&
      new Watchdog({
        limits: settings.limits,
        folder: settings.homes.folder,
        watched: () => this.#watched(),
        onExceeded: (id, words) => this.#endFor(id, words),
        log: settings.log,
      })
    settings.homes.onRemoved = () => this.#watchdog?.countSoon()
  }

  find(id: string): Sandbox | null {
    return this.#known.get(id) ?? null
  }

  /** Throws SandboxGoneError. */
  get(id: string): Sandbox {
    const found = this.find(id)
    if (!found) throw this.goneError(id)
    return found
  }

  goneError(id: string): SandboxGoneError {
    return new SandboxGoneError(id, this.#reasons.get(id))
  }

  getRunning(id: string): Sandbox {
    const found = this.get(id)
    if (found.state === 'paused') throw new SandboxGoneError(id)
    return found
  }

  hasTemplate(id: string): boolean {
    return this.#settings.homes.hasTemplate(id)
  }

  templates(): TemplateUse[] {
    return this.#settings.homes.templateIds().map((id) => this.#useOf(id))
  }

  all(): Sandbox[] {
    return [...this.#known.values()]
  }

  /** Throws ApiError 404 for an unknown template, 503 during shutdown. */
  async create(request: CreateRequest): Promise<Sandbox> {
    if (this.#closing.signal.aborted) throw new ApiError(503, 'the sandbox host is shutting down')
    if (request.baseId === null && !this.hasTemplate(request.templateId))
      throw new ApiError(404, `template '${request.templateId}' not found`)
    const started = this.#start(request)
    this.#starting.add(started)
    try {
      return await started
    } finally {
      this.#starting.delete(started)
    }
  }

  /**
   * Copies a running sandbox's files and settings, not its processes. The result holds an Error for
   * each failure. Throws SandboxGoneError, or ApiError 409 if paused.
   */
  async fork(id: string, count: number, timeoutSeconds: number): Promise<Array<Sandbox | Error>> {
    const { homes } = this.#settings
    const parent = this.get(id)
    const { templateId, metadata, environment, lifecycle } = parent.info
    const base = await homes.passing((folder) =>
      parent.standstill(() => homes.keep(parent.home, folder)),
    )
    try {
      const rest = { templateId, timeoutSeconds, metadata, environment, lifecycle }
      const made = await Promise.allSettled(
        Array.from({ length: count }, () =>
          this.create({ ...rest, baseId: base, network: parent.network }),
        ),
      )
      return made.map((each) => {
        if (each.status === 'fulfilled') return each.value
        return each.reason instanceof Error ? each.reason : new Error(String(each.reason))
      })
    } finally {
      homes.dropBase(base)
    }
  }

  /** Resolves when no process is left. False if unknown or already ending. */
  async kill(id: string): Promise<boolean> {
    const ending = this.#ending.get(id)
    if (ending) {
      await ending
      return false
    }
    if (!this.#known.has(id)) return false
    await this.#end(id)
    return true
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearInterval(this.#lookout)
    this.#watchdog?.close()
    const endAll = () => Promise.all([...this.#known.keys()].map((id) => this.kill(id)))
    await Promise.all([endAll(), this.#pool.close(), Promise.allSettled(this.#starting)])
    await endAll()
    await Promise.all(this.#ending.values())
  }

  /** Call when the template is set. Drops pooled sandboxes of its old version. */
  renewSpare(templateId: string): void {
    this.#useOf(templateId)
    this.#pool.renew(templateId)
  }

  ahead(): number {
    return this.#pool.count()
  }

  #useOf(id: string): TemplateUse {
    const use = this.#uses.get(id) ?? { id, since: new Date(), spawns: 0, spawnedAt: null }
    this.#uses.set(id, use)
    return use
  }

  /** A removed folder ends its sandbox. */
  #endVanished(): void {
    this.#pool.sortOut()
    for (const [id, { home }] of this.#known) if (!existsSync(home.own)) void this.#end(id)
  }

  #watched(): Watched[] {
    return this.all().flatMap(({ info: { id }, home, processes, running }) => {
      const kills = running?.up.launched.memory?.kills ?? null
      const sockets = running ? [running.up.folder] : []
      return processes?.root === undefined
        ? []
        : [{ id, root: processes.root, kills, folders: [home.own, ...sockets] }]
    })
  }

  /** Records the reason if the kernel killed a process for lack of memory. */
  #endOf(id: string): void {
    const { limits } = this.#settings
    const memory = this.find(id)?.running?.up.launched.memory
    if (limits && memory && memory.kills() > 0) this.#endFor(id, memoryWords(limits))
    else void this.#end(id)
  }

  /** Clients get the reason. */
  #endFor(id: string, words: string): void {
    if (!this.#known.has(id)) return
    const why = `The sandbox was stopped: ${words}`
    this.#settings.log(`sandbox ${id}: ${why}`)
    this.#reasons.set(id, why)
    for (const oldest of [...this.#reasons.keys()].slice(0, -maxReasons))
      this.#reasons.delete(oldest)
    void this.#end(id)
  }

  async #start(request: CreateRequest): Promise<Sandbox> {
    const { templateId, network } = request
    const fits = request.baseId === null && fitsPool(request)
    const ready = fits ? this.#pool.take(templateId) : null
    this.#pool.refillLater()
    const up = ready ?? (await this.#launch(request))
    const { id } = up.home
    up.proxy?.setRules(network)
    const { pid } = up.launched.child
    if (ready && pid !== undefined) void setTreePriority(pid, wanted)
    const sandbox = new Sandbox(
      {
        info: {
          id,
          templateId,
          metadata: request.metadata,
          token: newSecret(),
          startedAt: new Date(),
          timeoutSeconds: request.timeoutSeconds,
          environment: request.environment,
          lifecycle: request.lifecycle,
        },
        network,
        starter: this.#settings.starter,
        onEnd: () => this.#endOf(id),
        onPaused: () => this.#shedOldest(),
        log: this.#settings.log,
      },
      up,
    )
    this.#known.set(id, sandbox)
    if (this.hasTemplate(templateId)) {
      const use = this.#useOf(templateId)
      use.spawns += 1
      use.spawnedAt = new Date()
    }
    sandbox.setTimeout(request.timeoutSeconds)
    return sandbox
  }

  async #launch(
    request: Pick<CreateRequest, 'templateId' | 'network' | 'environment'> & {
      baseId?: string | null
    },
  ): Promise<Up> {
    const { homes, starter } = this.#settings
    const home = await homes.take(request.baseId ?? request.templateId)
    try {
      return await starter.start(home, request)
    } catch (error) {
      homes.discard(home)
      throw error
    }
  }

  /** Runs the template's start command at low priority. */
  async #launchAhead(templateId: string): Promise<Up> {
    const up = await this.#launch({ templateId, network: registryOnly, environment: {} })
    const command = this.#settings.startCommands.get(templateId)
    if (!command) return up
    try {
      const { pid } = up.launched.child
      if (pid !== undefined) await setTreePriority(pid, maxAhead)
      await runStartCommand(up.launched, command, this.#closing.signal)
      return up
    } catch (error) {
      this.#drop(up)
      throw error
    }
  }

  /** Only the most recently paused sandboxes stay frozen. */
  #shedOldest(): void {
    const frozen = this.all()
      .filter(({ frozenSince }) => frozenSince !== null)
      .sort((one, other) => (other.frozenSince ?? 0) - (one.frozenSince ?? 0))
    for (const sandbox of frozen.slice(this.#settings.maxFrozen))
      sandbox.shed().catch((error: unknown) => this.#settings.log(String(error)))
  }

  /** `close` waits for it. */
  #drop(up: Up): void {
    void this.#ended(up.home.id, () => this.#settings.starter.stop(up), up.home)
  }

  #end(id: string): Promise<void> {
    const sandbox = this.#known.get(id)
    if (!sandbox) return this.#ending.get(id) ?? Promise.resolve()
    this.#known.delete(id)
    return this.#ended(id, () => sandbox.stop(), sandbox.home)
  }

  #ended(id: string, stop: () => Promise<void>, home: Up['home']): Promise<void> {
    const ended = stop()
      .then(() => this.#settings.homes.discard(home))
      .catch((error: unknown) => this.#settings.log(`sandbox ${id}: ${String(error)}`))
      .finally(() => this.#ending.delete(id))
    this.#ending.set(id, ended)
    return ended
  }
}

/** Pooled sandboxes have no custom environment, and don't trust the proxy's certificates. */
function fitsPool({ environment, network }: CreateRequest): boolean {
  return Object.keys(environment).length === 0 && network.headers === undefined
}
