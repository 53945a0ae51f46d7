import { type Backoff, backoffMs } from '../../shared/backoff.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Clock } from '../lib/clock.ts'
import { withoutSecrets } from '../lib/secrets.ts'
import { app, type Ended, type Machine, type Running } from './machine.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { untilAnswered } from './probe.ts'

/**
 * `tail` bounds the output: hours of it would fill this process's memory. PORT is set where
 * sandboxes share one network.
 */
export const devCommand =
  'set -o pipefail; if [ -f .fegg/dev.ts ]; then node .fegg/dev.ts; else bun run dev ${PORT:+--port "$PORT"}; fi 2>&1 | tail -n 40'

const startLimitMs = 60_000
const retries = 3
const backoff: Backoff = { baseMs: 400, maxMs: 4_000 }
/** After this long, an exit counts as the first failure again. */
const settledMs = 20_000
const slowRetryMs = 1_000
const shownLines = 12

export type DevServerState =
  | { is: 'starting'; message: string | null }
  | { is: 'answering' }
  | { is: 'failed'; message: string }

export type DevServerOptions = {
  machine: Machine
  upstream: PreviewUpstream
  clock: Clock
  onState(state: DevServerState): void
  /** The connection to the dev server broke: the machine may be gone. */
  onLost(error: unknown): void
}

export interface DevServer {
  /**
   * Resolves when the preview responds. Throws `sandbox_failed` with the last output after repeated
   * failures.
   */
  ready(): Promise<void>
  /** Retries a server that was given up. */
  nudge(): void
  close(): void
}

function lastWords(end: Ended): string {
  const output = withoutSecrets(end.stdout + end.stderr)
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-shownLines).join('\n')
}

function gaveUp(words: string) {
  return new AppError(
    'sandbox_failed',
    `Couldn't start the app's dev server.${words && `\n${words}`}`,
  )
}

type Life = 'lost' | { end: Ended; answeredMs: number }

class Server implements DevServer {
  readonly #options: DevServerOptions
  readonly #closing = new AbortController()
  #waiting = Promise.withResolvers<void>()
  #settled = false
  #givenUp = false
  #nudged = Promise.withResolvers<void>()

  constructor(options: DevServerOptions) {
    this.#options = options
    this.#waiting.promise.catch(() => undefined)
    void this.#serve()
  }

  ready(): Promise<void> {
    return this.#waiting.promise
  }

  nudge(): void {
    if (!this.#givenUp) return
    this.#givenUp = false
    this.#renew()
    this.#nudged.resolve()
  }

  close(): void {
    this.#closing.abort()
    this.#waiting.reject(new AppError('sandbox_failed', 'The sandbox was closed.'))
  }

  #renew(): void {
    if (!this.#settled) return
    this.#settled = false
    this.#waiting = Promise.withResolvers<void>()
    this.#waiting.promise.catch(() => undefined)
  }

  async #serve(): Promise<void> {
    const { onState, onLost, clock } = this.#options
    let failures = 0
    while (!this.#closing.signal.aborted) {
      try {
        const life = await this.#runOnce()
        if (life === 'lost') continue
        failures = life.answeredMs > settledMs ? 1 : failures + 1
        this.#renew()
        if (failures > retries) {
          await this.#giveUp(lastWords(life.end))
          failures = 0
        } else {
          onState({ is: 'starting', message: 'The dev server ended; starting it again.' })
          await clock.sleep(backoffMs(failures - 1, Math.random, backoff), this.#closing.signal)
        }
      } catch (error) {
        if (this.#closing.signal.aborted) return
        this.#renew()
        onLost(error)
        await clock.sleep(slowRetryMs, this.#closing.signal).catch(() => undefined)
      }
    }
  }

  async #giveUp(words: string): Promise<void> {
    const error = gaveUp(words)
    this.#nudged = Promise.withResolvers<void>()
    this.#givenUp = true
    this.#settled = true
    this.#waiting.reject(error)
    this.#options.onState({ is: 'failed', message: error.message })
    const closed = Promise.withResolvers<void>()
    this.#closing.signal.addEventListener('abort', () => closed.resolve(), { once: true })
    await Promise.race([this.#nudged.promise, closed.promise])
    if (this.#closing.signal.aborted) return
    this.#options.onState({ is: 'starting', message: null })
  }

  async #runOnce(): Promise<Life> {
    const { upstream, clock, onState } = this.#options
    const probing = new AbortController()
    const limit = AbortSignal.any([
      this.#closing.signal,
      probing.signal,
      AbortSignal.timeout(startLimitMs),
    ])
    const answered = untilAnswered(upstream, clock, limit).then(
      () => true,
      () => false,
    )
    const running = await this.#running().catch((error: unknown) => {
      probing.abort()
      throw error
    })
    const first = await Promise.race([answered, running.ended])
    probing.abort()
    if (this.#closing.signal.aborted) return 'lost'
    if (first === false) return { end: await this.#silence(running), answeredMs: 0 }
    if (first !== true) return { end: first, answeredMs: 0 }
    const since = clock.now()
    this.#settled = true
    this.#waiting.resolve()
    onState({ is: 'answering' })
    const end = await running.ended
    return { end, answeredMs: Math.max(1, clock.now() - since) }
  }

  /** A machine may already run one, from the template or from before its pause. */
  async #running(): Promise<Running> {
    const { machine } = this.#options
    const found = await machine.find(devCommand)
    return found ?? (await machine.start(devCommand, { cwd: app, limitMs: null }))
  }

  async #silence(running: Running): Promise<Ended> {
    await running.kill()
    return { exitCode: 1, stdout: '', stderr: 'It was started, but its port does not respond.' }
  }
}

export async function stopDevServer(machine: Machine): Promise<void> {
  const running = await machine.find(devCommand)
  await running?.kill()
  await running?.ended
}

export function startDevServer(options: DevServerOptions): DevServer {
  return new Server(options)
}
