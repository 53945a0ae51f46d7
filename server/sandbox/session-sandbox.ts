import { AppError } from '../../shared/protocol/errors.ts'
import type { SandboxState } from '../../shared/protocol/session-state.ts'
import type { RunSandbox } from '../agent-port/agent.ts'
import { createSerial, withTimeout } from '../lib/async.ts'
import { errorText } from '../lib/describe-error.ts'
import { shortageText } from '../lib/shortage.ts'
import { words } from '../lib/words.ts'
import type { DevServerState } from './dev-server.ts'
import { type LiveSandbox, openLive, type SandboxContext } from './live-sandbox.ts'
import type { Occupant } from './places.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { runCommand } from './run-command.ts'
import { FolderLostError } from './sandbox-files.ts'

/** Preview requests get a failed start's error for this long. */
const failureHoldsMs = 3_000
/** A start keeps its slot until the app is served, but no longer than this. */
const servingHoldsMs = 10_000

function keyOf(state: SandboxState, message: string | null) {
  return `${state} ${message ?? ''}`
}
const asleep = keyOf('asleep', null)

/** The service stopped the sandbox for what its code did, so the work isn't repeated. */
class StoppedError extends AppError {
  constructor(why: string) {
    super(
      'sandbox_failed',
      `${why}. The next use starts a new sandbox with the session's files. What the command changed is lost.`,
    )
    this.name = 'StoppedError'
  }
}

/** Created on first use, recreated when lost. */
export class SessionSandbox implements RunSandbox, Occupant {
  readonly #context: SandboxContext
  readonly #serial = createSerial()
  readonly #stateWrites = createSerial()
  #opening: Promise<LiveSandbox> | null = null
  #live: LiveSandbox | null = null
  #queuedSync: Promise<void> | null = null
  #shown: string | null = null
  /** Holds changes of commands that have not been read back yet. */
  #unread: LiveSandbox | null = null
  #failure: { error: AppError; at: number } | null = null
  #closed = false
  #uses = 0
  #group: Promise<string> | null = null
  /** Waiting commands, with the number of jobs before each. */
  readonly #waits = new Map<object, number>()
  /** Jobs that have a slot. */
  #atWork = 0
  #startWaits = false
  #waited = false
  readonly #waitListeners = new Set<(waits: boolean) => void>()
  #resting: Promise<unknown> | null = null

  constructor(context: SandboxContext) {
    this.#context = context
  }

  /** Throws `sandbox_failed`. */
  async ensure(): Promise<void> {
    await this.#use((live) => {
      live.retry()
      return live.serving()
    })
  }

  /** Like `ensure`, but a page's many requests don't each retry a failed start. */
  async upstream(): Promise<PreviewUpstream> {
    const failure = this.#failure
    if (failure && this.#context.clock.now() - failure.at < failureHoldsMs) throw failure.error
    return this.#use(async (live) => {
      await live.serving()
      return live.upstream
    })
  }

  preview(): Promise<PreviewUpstream> {
    return this.#use(async (live) => {
      live.retry()
      await live.serving()
      return live.upstream
    })
  }

  /** Resolves once the files are as of the call, or newer. */
  sync(): Promise<void> {
    this.#queuedSync ??= this.#serial(async () => {
      this.#queuedSync = null
      await this.#use(async (live) =>
        live.follow(await this.#context.tree.entries(this.#context.sessionId), {
          heavy: (work) => this.#heavy(work),
        }),
      )
    })
    return this.#queuedSync
  }

  onWait(listener: (waits: boolean) => void): () => void {
    this.#waitListeners.add(listener)
    if (this.#waited) listener(true)
    return () => void this.#waitListeners.delete(listener)
  }

  treeChanged(): void {
    if (!this.#opening) return
    this.sync().catch((error: unknown) => {
      this.#context.log.warn({ err: error, session: this.#context.sessionId }, 'sync failed')
    })
  }

  readBack(): ReturnType<RunSandbox['readBack']> {
    return this.#serial(() =>
      this.#use(async (live) => {
        const unread = this.#unread
        const lost = unread !== null && unread.machine.id !== live.machine.id
        const read = lost ? null : await live.readBack()
        this.#unread = null
        if (read) return read
        const why = await unread?.machine.whyStopped()
        if (why) throw new StoppedError(why)
        throw new AppError(
          'sandbox_failed',
          "The sandbox was lost together with the command's changes. Run the command again.",
        )
      }),
    )
  }

  run(command: string, options: Parameters<RunSandbox['run']>[1]): ReturnType<RunSandbox['run']> {
    return this.#use(async (live) => {
      this.#unread = live
      const work = () => runCommand(live.machine, command, options, this.#context.clock)
      const result = await this.#heavy(work, options.signal).catch(async (error: unknown) => {
        if (await live.verify()) throw error
        if (live.stopped === null) throw error
        this.#unread = null
        throw new StoppedError(live.stopped)
      })
      // The command may have failed because the folder is gone.
      if (result.exitCode !== 0 && !(await live.verify())) throw new FolderLostError()
      return result
    })
  }

  async kill(machineId?: string): Promise<void> {
    const { machines, rows, sessionId } = this.#context
    const id = machineId ?? this.#live?.machine.id ?? (await rows.sandboxId(sessionId))
    this.#show('asleep', null)
    this.close()
    if (id !== null) {
      await machines.destroy(id)
      await rows.replaceSandboxId(sessionId, id, null)
    }
    await this.#stateWrites(async () => undefined)
  }

  async rest(idleMs: number): Promise<void> {
    const live = this.#live
    if (!live || this.#resting || this.#uses > 0 || !(await live.isIdle(idleMs))) return
    if (this.#live !== live || this.#uses > 0) return
    await this.#sleep(live)
  }

  usedAt(): number | null {
    return this.#live === null || this.#resting || this.#uses > 0 ? null : this.#live.usedAt
  }

  async makeWay(): Promise<boolean> {
    const live = this.#live
    if (!live || this.usedAt() === null) return false
    await this.#sleep(live)
    return true
  }

  async #sleep(live: LiveSandbox): Promise<void> {
    this.#forget()
    // The next start writes the rows' files: nobody will read these changes back.
    this.#unread = null
    this.#show('asleep', null)
    this.#context.log.info({ sandbox: live.machine.id }, 'sandbox falls asleep')
    this.#resting = live.machine.pause().catch((error: unknown) => {
      // The machine pauses itself at the end of its life.
      this.#context.log.warn({ err: error, sandbox: live.machine.id }, 'sandbox not paused')
    })
    await this.#resting
    this.#resting = null
  }

  /** Leaves the sandbox to its time limit. */
  close(): void {
    this.#closed = true
    this.#forget()
  }

  #forget(): void {
    this.#live?.close()
    this.#live = null
    this.#opening = null
    this.#context.places.leave(this)
  }

  /** One at a time with the heavy work of all sessions; who waits is shown it. */
  async #heavy<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const wait = {}
    const onWait = (ahead: number | null) => {
      if (ahead === null) this.#waits.delete(wait)
      else this.#waits.set(wait, ahead)
      this.#showWaits()
    }
    const counted = async () => {
      this.#atWork += 1
      this.#tellWaits()
      try {
        return await work()
      } finally {
        this.#atWork -= 1
        this.#tellWaits()
      }
    }
    try {
      return await this.#context.lane.run(await this.#groupOf(), counted, {
        ...(signal ? { signal } : {}),
        onWait,
      })
    } finally {
      if (this.#waits.delete(wait)) this.#showWaits()
    }
  }

  #tellWaits(): void {
    const waits = this.#atWork === 0 && (this.#startWaits || this.#waits.size > 0)
    if (waits === this.#waited) return
    this.#waited = waits
    for (const listener of this.#waitListeners) listener(waits)
  }

  #setStartWaits(waits: boolean): void {
    this.#startWaits = waits
    this.#tellWaits()
  }

  #showWaits(): void {
    this.#tellWaits()
    if (!this.#shown?.startsWith('ready ')) return
    const ahead = [...this.#waits.values()]
    if (ahead.length === 0) this.#show('ready', null)
    else this.#show('ready', words.waitsForSlot(Math.max(...ahead)), true)
  }

  /** The workspaces take turns. */
  #groupOf(): Promise<string> {
    const { rows, sessionId } = this.#context
    this.#group ??= rows.workspaceId(sessionId).then((id) => id ?? sessionId)
    this.#group.catch(() => {
      this.#group = null
    })
    return this.#group
  }

  async #start(): Promise<LiveSandbox> {
    const { lane, places } = this.#context
    // A pause must finish before a resume.
    await this.#resting
    await places
      .enter(this, (message) => {
        this.#setStartWaits(true)
        this.#show('starting', message)
      })
      .finally(() => this.#setStartWaits(false))
    const { promise, resolve, reject } = Promise.withResolvers<LiveSandbox>()
    const start = async () => {
      if (this.#closed) throw new AppError('sandbox_failed', 'The server is shutting down.')
      const events = {
        onServer: (state: DevServerState) => this.#showServer(state),
        onGone: (live: LiveSandbox) => this.#onGone(live),
      }
      const live = await openLive(this.#context, events, this.#unread)
      resolve(live)
      const served = live.serving().catch(() => undefined)
      await withTimeout(served, servingHoldsMs, () => undefined)
    }
    const onWait = (ahead: number | null) => {
      this.#setStartWaits(ahead !== null)
      this.#show('starting', ahead === null ? null : words.waitsForSlot(ahead), ahead !== null)
    }
    lane.run(await this.#groupOf(), start, { onWait }).catch(reject)
    return promise
  }

  #open(): Promise<LiveSandbox> {
    if (this.#closed) throw new AppError('sandbox_failed', 'The server is shutting down.')
    if (this.#opening) return this.#opening
    this.#show('starting', this.#shown === asleep ? 'It was asleep.' : null)
    const since = this.#context.clock.now()
    const opening = this.#start()
    this.#opening = opening
    opening.then(
      (live) => {
        this.#failure = null
        const ms = this.#context.clock.now() - since
        const { sessionId } = this.#context
        this.#context.log.info({ session: sessionId, sandbox: live.machine.id, ms }, 'sandbox up')
        if (this.#opening === opening) {
          this.#live = live
          return
        }
        live.close()
        if (!this.#opening) this.#context.places.leave(this)
      },
      (error: unknown) => this.#onFailure(opening, error),
    )
    return opening
  }

  #onFailure(opening: Promise<LiveSandbox>, cause: unknown): void {
    const error =
      cause instanceof AppError
        ? cause
        : new AppError('sandbox_failed', shortageText(cause) ?? errorText(cause), { cause })
    this.#context.log.warn({ err: error, session: this.#context.sessionId }, 'sandbox start failed')
    if (!this.#opening || this.#opening === opening) this.#context.places.leave(this)
    if (this.#opening !== opening) return
    this.#opening = null
    this.#failure = { error, at: this.#context.clock.now() }
    this.#show('failed', error.message)
  }

  #onGone(live: LiveSandbox): void {
    if (this.#live !== live) return
    this.#context.log.info({ sandbox: live.machine.id }, 'sandbox gone')
    this.#forget()
    if (live.stopped === null) this.#show('asleep', null)
    else this.#show('failed', `${live.stopped}.`)
  }

  /** Repeats `work` on a new sandbox if this one is gone. */
  async #use<T>(work: (live: LiveSandbox) => Promise<T>): Promise<T> {
    this.#uses += 1
    try {
      return await this.#useLive(work)
    } finally {
      this.#uses -= 1
      this.#live?.touch()
    }
  }

  async #useLive<T>(work: (live: LiveSandbox) => Promise<T>): Promise<T> {
    const live = await this.#open()
    live.touch()
    try {
      return await work(live)
    } catch (error) {
      if (error instanceof StoppedError) throw error
      if (error instanceof FolderLostError) await live.verify()
      else if (error instanceof AppError && this.#live === live) throw error
      else if (await live.verify()) throw error
      this.#onGone(live)
      return work(await this.#open())
    }
  }

  #showServer(state: DevServerState): void {
    switch (state.is) {
      case 'starting':
        return this.#show('starting', state.message)
      case 'answering':
        this.#show('ready', null)
        return this.#showWaits()
      case 'failed':
        return this.#show('failed', state.message)
    }
  }

  /** `passing`: not stored if another has come before its turn. */
  #show(state: SandboxState, message: string | null, passing = false): void {
    const key = keyOf(state, message)
    if (key === this.#shown || this.#closed) return
    this.#shown = key
    const { rows, sessionId, log } = this.#context
    const write = async () => {
      if (!passing || this.#shown === key) await rows.setState(sessionId, state, message)
    }
    this.#stateWrites(write).catch((error: unknown) => {
      log.warn({ err: error, session: sessionId }, 'sandbox state not stored')
    })
  }
}
