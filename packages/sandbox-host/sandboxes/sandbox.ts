import http from 'node:http'
import type { Duplex } from 'node:stream'
import { ended } from '../launch/ending.ts'
import { ApiError, SandboxGoneError } from '../lib/errors.ts'
import { type Frozen, freeze, thaw } from './freezer.ts'
import type { Home } from '../homes/homes.ts'
import type { NetworkRules } from '../network/network-rules.ts'
import type { Starter, Up } from '../launch/starter.ts'
import { openTunnel } from '../network/tunnel.ts'

const maxTimerMs = 2 ** 31 - 1
const tellTimeoutMs = 2_000
/** Minimum time to live after traffic woke a sandbox; E2B's value. */
export const minAutoResumeSeconds = 300

export interface Lifecycle {
  onTimeout: 'kill' | 'pause'
  /** Applies to a pause on timeout. */
  keepMemory: boolean
  autoResume: boolean
}

export interface SandboxInfo {
  id: string
  templateId: string
  metadata: Record<string, string>
  token: string
  startedAt: Date
  timeoutSeconds: number
  environment: Record<string, string>
  lifecycle: Lifecycle
}

interface Running {
  kind: 'running'
  up: Up
  agent: http.Agent
  tunnels: Set<Duplex>
}

type Body =
  | Running
  /** Processes are stopped but keep memory. */
  | { kind: 'frozen'; up: Up; frozen: Frozen; since: number; isWakeable: boolean }
  /** Only the home is left. */
  | { kind: 'stored'; isWakeable: boolean }
  | { kind: 'gone' }

export interface SandboxSettings {
  info: SandboxInfo
  network: NetworkRules
  starter: Starter
  /** The sandbox must end, or its daemon has ended. */
  onEnd(): void
  onPaused(): void
  log(message: string): void
}

export class Sandbox {
  readonly info: SandboxInfo
  readonly home: Home
  readonly #settings: SandboxSettings
  #body: Body
  #rules: NetworkRules
  #timer: NodeJS.Timeout | undefined
  #end = new Date()
  /** Changes of state run one after the other. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor(settings: SandboxSettings, up: Up) {
    this.#settings = settings
    this.info = settings.info
    this.home = up.home
    this.#rules = settings.network
    this.#body = this.#run(up)
  }

  get state(): 'running' | 'paused' {
    return this.#body.kind === 'running' ? 'running' : 'paused'
  }

  get network(): NetworkRules {
    return this.#rules
  }

  /** End of the time to live; while paused, the time of the pause. */
  get endAt(): Date {
    return this.#end
  }

  /** Milliseconds of performance.now(); null unless frozen. */
  get frozenSince(): number | null {
    return this.#body.kind === 'frozen' ? this.#body.since : null
  }

  get processes(): Frozen['belonging'] | null {
    return 'up' in this.#body ? belongingOf(this.#body.up) : null
  }

  /** Null while paused. */
  get running(): Pick<Running, 'up' | 'agent'> | null {
    return this.#body.kind === 'running' ? this.#body : null
  }

  /** In seconds from now; then the sandbox is killed or paused. */
  setTimeout(seconds: number): void {
    this.#end = new Date(Date.now() + seconds * 1000)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#expire(), Math.min(seconds * 1000, maxTimerMs))
    this.#timer.unref()
  }

  /** Never shortens the time to live. */
  extend(seconds: number): void {
    if (Date.now() + seconds * 1000 > this.#end.getTime()) this.setTimeout(seconds)
  }

  /** Also applies while paused. Throws ApiError 400 for headers that its programs wouldn't trust. */
  setNetwork(rules: NetworkRules): void {
    if (rules.headers && 'up' in this.#body && !this.#body.up.isInjecting)
      throw new ApiError(
        400,
        'this host puts headers in only for sandboxes that were created with network.rules: give rules at the creation',
      )
    this.#rules = rules
    if ('up' in this.#body) this.#body.up.proxy?.setRules(rules)
  }

  /**
   * Freezes the processes, or ends them without `keepMemory`. Cuts connections. Throws ApiError 409
   * if paused already, 503 if they can't be stopped.
   */
  pause(keepMemory: boolean): Promise<void> {
    return this.#change(async () => {
      if (this.#body.kind === 'gone') throw new SandboxGoneError(this.info.id)
      if (this.#body.kind !== 'running') throw new ApiError(409, 'the sandbox is paused already')
      clearTimeout(this.#timer)
      const { up } = this.#body
      if (!keepMemory) {
        this.#body = this.#cutOff(this.#body, { kind: 'stored', isWakeable: false })
        await this.#settings.starter.stop(up)
      } else await this.#freeze(this.#body)
      if (this.#end.getTime() > Date.now()) this.#end = new Date()
      this.#settings.onPaused()
    })
  }

  /**
   * `seconds`: time to live from now. `reboot` restarts even frozen processes. Returns false for a
   * running sandbox, whose time is only extended.
   */
  resume(seconds: number | undefined, reboot = false): Promise<boolean> {
    return this.#change(async () => {
      if (this.#body.kind === 'gone') throw new SandboxGoneError(this.info.id)
      if (this.#body.kind === 'running') {
        if (seconds !== undefined) this.extend(seconds)
        return false
      }
      if (this.#body.kind === 'frozen' && reboot) await this.#storeFrozen(this.#body.up)
      if (this.#body.kind === 'frozen') await this.#thaw(this.#body.up, this.#body.frozen)
      else await this.#restart()
      this.setTimeout(seconds ?? this.info.timeoutSeconds)
      return true
    })
  }

  /** Resumes if traffic may do that; else waits for a pending change. */
  async wake(): Promise<void> {
    const body = this.#body
    const { info } = this
    const isWakeable = info.lifecycle.autoResume && 'isWakeable' in body && body.isWakeable
    if (isWakeable) await this.resume(Math.max(info.timeoutSeconds, minAutoResumeSeconds))
    else await this.#changing
  }

  /** Turns a frozen sandbox into a stored one. */
  shed(): Promise<void> {
    return this.#change(async () => {
      if (this.#body.kind === 'frozen') await this.#storeFrozen(this.#body.up)
    })
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    const body = this.#body
    if (body.kind === 'running') this.#cutOff(body, { kind: 'gone' })
    this.#body = { kind: 'gone' }
    if ('up' in body) await this.#settings.starter.stop(body.up)
    await this.#changing
  }

  /**
   * Runs `work` while the processes are stopped; connections stay open. Throws ApiError 409 if
   * paused.
   */
  standstill<T>(work: () => Promise<T>): Promise<T> {
    return this.#change(async () => {
      if (this.#body.kind === 'gone') throw new SandboxGoneError(this.info.id)
      if (this.#body.kind !== 'running')
        throw new ApiError(409, `the sandbox ${this.info.id} is paused: resume it first`)
      const frozen = await this.#stand(this.#body)
      try {
        return await work()
      } finally {
        await thaw(frozen)
      }
    })
  }

  /**
   * Throws PortClosedError if nothing listens, SandboxGoneError if paused or if the daemon doesn't
   * respond.
   */
  async openPort(named: number): Promise<Duplex> {
    const body = this.#body
    if (body.kind !== 'running') throw new SandboxGoneError(this.info.id)
    const { socket: path, port } = body.up.launched
    const tunnel = await openTunnel(path, port(named), this.info.id, named)
    if (this.#body !== body) {
      tunnel.destroy()
      throw new SandboxGoneError(this.info.id)
    }
    body.tunnels.add(tunnel)
    tunnel.once('close', () => body.tunnels.delete(tunnel))
    return tunnel
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(work)
    this.#changing = changed.catch(() => undefined)
    return changed
  }

  #run(up: Up): Running {
    const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 16 })
    void ended(up.launched.child).then(() => this.#died(up))
    return { kind: 'running', up, agent, tunnels: new Set() }
  }

  /** A running sandbox ends with its daemon; a frozen one becomes stored. */
  #died(up: Up): void {
    if (!('up' in this.#body) || this.#body.up !== up) return
    if (this.#body.kind === 'running') this.#settings.onEnd()
    else void this.shed().catch((error: unknown) => this.#settings.log(String(error)))
  }

  #expire(): void {
    if (this.#body.kind !== 'running') return
    if (this.#end.getTime() > Date.now() + 1) {
      this.setTimeout((this.#end.getTime() - Date.now()) / 1000)
      return
    }
    const { onTimeout, keepMemory } = this.info.lifecycle
    if (onTimeout === 'kill') {
      this.#settings.onEnd()
      return
    }
    this.pause(keepMemory).catch((error: unknown) => {
      if (this.#body.kind === 'gone') return
      if (error instanceof ApiError && error.code === 409) return
      this.#settings.log(`sandbox ${this.info.id} could not be paused: ${String(error)}`)
      this.#settings.onEnd()
    })
  }

  #cutOff<B extends Body>({ agent, tunnels }: Running, next: B): B {
    this.#body = next
    // setTimeout may have been called during the freeze.
    clearTimeout(this.#timer)
    agent.destroy()
    for (const tunnel of tunnels) tunnel.destroy()
    return next
  }

  async #stand({ up }: Running): Promise<Frozen> {
    try {
      // An unconfined daemon must keep running: it ends all processes when the host dies.
      const spared = up.launched.mark === undefined ? undefined : up.launched.child.pid
      return await freeze(belongingOf(up), spared)
    } catch (error) {
      throw new ApiError(503, error instanceof Error ? error.message : String(error))
    }
  }

  async #freeze(running: Running): Promise<void> {
    const { up } = running
    await tell(up, 'freeze')
    try {
      const frozen = await this.#stand(running)
      if (this.#body !== running) throw new SandboxGoneError(this.info.id)
      const since = performance.now()
      this.#cutOff(running, { kind: 'frozen', up, frozen, since, isWakeable: true })
    } catch (error) {
      if (this.#body === running) {
        await tell(up, 'thaw')
        this.setTimeout(Math.max(0, this.#end.getTime() - Date.now()) / 1000)
      }
      throw error
    }
  }

  async #thaw(up: Up, frozen: Frozen): Promise<void> {
    await thaw(frozen)
    await tell(up, 'thaw')
    if (this.#body.kind !== 'frozen') throw new SandboxGoneError(this.info.id)
    this.#body = this.#run(up)
  }

  async #storeFrozen(up: Up): Promise<void> {
    this.#body = { kind: 'stored', isWakeable: true }
    await this.#settings.starter.stop(up)
  }

  async #restart(): Promise<void> {
    const { environment, templateId } = this.info
    const request = { environment, templateId, network: this.#rules }
    const up = await this.#settings.starter.start(this.home, request)
    // Killed in the meantime.
    if (this.#body.kind === 'gone') {
      await this.#settings.starter.stop(up)
      throw new SandboxGoneError(this.info.id)
    }
    this.#body = this.#run(up)
  }
}

function belongingOf({ launched: { child, mark } }: Up): Frozen['belonging'] {
  return {
    ...(child.pid === undefined ? {} : { root: child.pid }),
    ...(mark === undefined ? {} : { mark }),
  }
}

/**
 * Pauses or continues the daemon's time limits for commands. Ignores a daemon that doesn't respond.
 */
function tell({ launched: { socket } }: Up, what: 'freeze' | 'thaw'): Promise<void> {
  return new Promise((resolve) => {
    const request = http.request({
      socketPath: socket,
      method: 'POST',
      path: `/${what}`,
      agent: false,
    })
    request.setTimeout(tellTimeoutMs, () => request.destroy())
    request.on('response', (response) => response.resume())
    request.on('error', () => undefined)
    request.on('close', () => resolve())
    request.end()
  })
}
