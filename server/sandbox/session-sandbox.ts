import { AppError } from '../../shared/protocol/errors.ts'
import type { SandboxState } from '../../shared/protocol/session-state.ts'
import type { RunSandbox } from '../agent-port/agent.ts'
import { createSerial } from '../lib/async.ts'
import { errorText } from '../lib/describe-error.ts'
import { shortageText } from '../lib/shortage.ts'
import type { DevServerState } from './dev-server.ts'
import { type LiveSandbox, openLive, type SandboxContext } from './live-sandbox.ts'
import type { PreviewUpstream } from './port.ts'
import { runCommand } from './run-command.ts'
import { FolderLostError } from './sandbox-files.ts'

/** Preview requests get a failed start's error for this long. */
const failureHoldsMs = 3_000

function keyOf(state: SandboxState, message: string | null) {
  return `${state} ${message ?? ''}`
}
const asleep = keyOf('asleep', null)

/** Created on first use, recreated when lost. */
export class SessionSandbox implements RunSandbox {
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

  /** Resolves once the files are as of the call, or newer. */
  sync(): Promise<void> {
    this.#queuedSync ??= this.#serial(async () => {
      this.#queuedSync = null
      await this.#use(async (live) =>
        live.follow(await this.#context.tree.entries(this.#context.sessionId)),
      )
    })
    return this.#queuedSync
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
        const lost = this.#unread !== null && this.#unread.machine.id !== live.machine.id
        const edits = lost ? null : await live.readBack()
        this.#unread = null
        if (edits) return edits
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
      const result = await runCommand(live.machine, command, options, this.#context.clock)
      // The command may have failed because the folder is gone.
      if (result.exitCode !== 0 && !(await live.verify())) throw new FolderLostError()
      return result
    })
  }

  async kill(): Promise<void> {
    const { machines, rows, sessionId } = this.#context
    const id = this.#live?.machine.id ?? (await rows.sandboxId(sessionId))
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
  }

  #open(): Promise<LiveSandbox> {
    if (this.#closed) throw new AppError('sandbox_failed', 'The server is shutting down.')
    if (this.#opening) return this.#opening
    this.#show('starting', this.#shown === asleep ? 'It was asleep.' : null)
    const since = this.#context.clock.now()
    // A pause must finish before a resume.
    const opening = Promise.resolve(this.#resting).then(() =>
      openLive(
        this.#context,
        {
          onServer: (state) => this.#showServer(state),
          onGone: (live) => this.#onGone(live),
        },
        this.#unread,
      ),
    )
    this.#opening = opening
    opening.then(
      (live) => {
        this.#failure = null
        const ms = this.#context.clock.now() - since
        const { sessionId } = this.#context
        this.#context.log.info({ session: sessionId, sandbox: live.machine.id, ms }, 'sandbox up')
        if (this.#opening === opening) this.#live = live
        else live.close()
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
    if (this.#opening !== opening) return
    this.#opening = null
    this.#failure = { error, at: this.#context.clock.now() }
    this.#show('failed', error.message)
  }

  #onGone(live: LiveSandbox): void {
    if (this.#live !== live) return
    this.#context.log.info({ sandbox: live.machine.id }, 'sandbox gone')
    this.#forget()
    this.#show('asleep', null)
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
        return this.#show('ready', null)
      case 'failed':
        return this.#show('failed', state.message)
    }
  }

  #show(state: SandboxState, message: string | null): void {
    const key = keyOf(state, message)
    if (key === this.#shown || this.#closed) return
    this.#shown = key
    const { rows, sessionId, log } = this.#context
    this.#stateWrites(() => rows.setState(sessionId, state, message)).catch((error: unknown) => {
      log.warn({ err: error, session: sessionId }, 'sandbox state not stored')
    })
  }
}
