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

/** How often it is looked whether the sandboxes' folders are still there. */
const lookoutMs = 2_000
/** Of so many that were stopped it is remembered why. */
const maxReasons = 200
/** Niceness of what is started ahead of need, and of what somebody has asked for. */
const maxAhead = 10
const wanted = 0

export interface CreateRequest {
  /** What it is called to clients: a template's id or a snapshot's. */
  templateId: string
  /** The id of the home that it starts from, where that is not the template's. */
  baseId: string | undefined
  timeoutSeconds: number
  metadata: Record<string, string>
  environment: Record<string, string>
  /** Where it may go over the network; kept where the launcher confines. */
  network: NetworkRules
  lifecycle: Lifecycle
}

export interface SandboxesSettings {
  homes: Homes
  starter: Starter
  /** How many sandboxes of each template are started ahead of need. */
  pool: number
  /** By template: what runs in those before they are handed out. */
  startCommands: ReadonlyMap<string, StartCommand>
  /** How many paused sandboxes may keep their processes; of more, those that were paused first lose them. */
  maxFrozen: number
  /** What a sandbox may take of the machine; undefined where that is not looked after. */
  limits: UsageLimits | undefined
  log(message: string): void
}

/** All sandboxes of this host, running and paused. One that is not in here does not exist, to anybody. */
export class Sandboxes {
  readonly #settings: SandboxesSettings
  readonly #known = new Map<string, Sandbox>()
  readonly #ending = new Map<string, Promise<void>>()
  readonly #starting = new Set<Promise<unknown>>()
  readonly #pool: Pool<Up>
  #isClosed = false

  readonly #lookout: NodeJS.Timeout
  readonly #watchdog: Watchdog | undefined
  readonly #reasons = new Map<string, string>()

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

  find(id: string): Sandbox | undefined {
    return this.#known.get(id)
  }

  /** Throws SandboxGoneError. */
  get(id: string): Sandbox {
    const found = this.find(id)
    if (!found) throw this.goneError(id)
    return found
  }

  /** What to tell whoever asks for one that is not there. */
  goneError(id: string): SandboxGoneError {
    return new SandboxGoneError(id, this.#reasons.get(id))
  }

  /** Like `get`, but throws SandboxGoneError also for one that is paused. */
  getRunning(id: string): Sandbox {
    const found = this.get(id)
    if (found.state === 'paused') throw new SandboxGoneError(id)
    return found
  }

  hasTemplate(id: string): boolean {
    return this.#settings.homes.hasTemplate(id)
  }

  all(): Sandbox[] {
    return [...this.#known.values()]
  }

  /** Creates and starts one. Throws ApiError 404 for an unknown template, else what went wrong. */
  async create(request: CreateRequest): Promise<Sandbox> {
    if (this.#isClosed) throw new ApiError(503, 'the sandbox host is shutting down')
    if (request.baseId === undefined && !this.hasTemplate(request.templateId))
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
   * Creates `count` sandboxes with the files of a running one, its metadata and whatever else its creator said; without its
   * processes. Each is made by itself: the answer holds an Error for one that wasn't. Throws SandboxGoneError, ApiError 409 for
   * one that is paused.
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
      return made.map((each) =>
        each.status === 'fulfilled' ? each.value : new Error(String(each.reason)),
      )
    } finally {
      homes.dropBase(base)
    }
  }

  /** Kills one; resolves when nothing of it runs any more. False where there is none. */
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
    this.#isClosed = true
    clearInterval(this.#lookout)
    this.#watchdog?.close()
    await Promise.all([this.#pool.close(), Promise.allSettled(this.#starting)])
    await Promise.all([...this.#known.keys()].map((id) => this.kill(id)))
    await Promise.all(this.#ending.values())
  }

  /** The template has changed: what was started ahead from the old one goes. */
  renewSpare(templateId: string): void {
    this.#pool.renew(templateId)
  }

  /** How many stand ready ahead of need. */
  ahead(): number {
    return this.#pool.count()
  }

  /** A sandbox whose folder somebody removed is of no use any more: its clients shall get a new one. */
  #endVanished(): void {
    this.#pool.sortOut()
    for (const [id, { home }] of this.#known) if (!existsSync(home.own)) void this.#end(id)
  }

  #watched(): Watched[] {
    return this.all().flatMap(({ info: { id }, home, processes, running }) => {
      const kills = running?.up.launched.memory?.kills
      const sockets = running ? [running.up.folder] : []
      return processes?.root === undefined
        ? []
        : [{ id, root: processes.root, kills, folders: [home.own, ...sockets] }]
    })
  }

  /** Ends one that has to go; where the kernel ended it for want of memory, with words. */
  #endOf(id: string): void {
    const { limits } = this.#settings
    const memory = this.find(id)?.running?.up.launched.memory
    if (limits && memory && memory.kills() > 0) this.#endFor(id, memoryWords(limits))
    else void this.#end(id)
  }

  /** Ends one that takes too much of the machine; whoever asks for it is told why. */
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
    const fits = request.baseId === undefined && fitsPool(request)
    const ready = fits ? this.#pool.take(templateId) : undefined
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
    sandbox.setTimeout(request.timeoutSeconds)
    return sandbox
  }

  async #launch(
    request: Pick<CreateRequest, 'templateId' | 'network' | 'environment'> & {
      baseId?: string | undefined
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

  /** One for the pool, with its template's start command running. It has time: what people wait for goes first. */
  async #launchAhead(templateId: string): Promise<Up> {
    const up = await this.#launch({ templateId, network: registryOnly, environment: {} })
    const command = this.#settings.startCommands.get(templateId)
    if (!command) return up
    try {
      const { pid } = up.launched.child
      if (pid !== undefined) await setTreePriority(pid, maxAhead)
      await runStartCommand(up.launched, command)
      return up
    } catch (error) {
      this.#drop(up)
      throw error
    }
  }

  /** Of the paused ones with processes, those that were paused first give up what they hold in memory. */
  #shedOldest(): void {
    const frozen = this.all()
      .filter(({ frozenSince }) => frozenSince !== undefined)
      .sort((one, other) => (other.frozenSince ?? 0) - (one.frozenSince ?? 0))
    for (const sandbox of frozen.slice(this.#settings.maxFrozen))
      sandbox.shed().catch((error: unknown) => this.#settings.log(String(error)))
  }

  /** Ends one that nobody has got; `close` waits for it. */
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

/** What is started ahead has nothing of its creator's in its environment. */
function fitsPool({ environment }: CreateRequest): boolean {
  return Object.keys(environment).length === 0
}
