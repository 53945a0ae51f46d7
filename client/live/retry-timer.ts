import { backoffMs } from '../../shared/backoff.ts'
import type { Clock } from './clock.ts'

/** Runs work again after failures, each time after a longer and random delay. */
export class RetryTimer {
  readonly #clock: Clock
  #failures = 0
  #cancel: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Calls `work` after the backoff for one more failure in a row. */
  schedule(work: () => void): void {
    this.cancel()
    const ms = backoffMs(this.#failures++, () => this.#clock.random())
    this.#cancel = this.#clock.after(ms, work)
  }

  /** The work succeeded: the next delay is short again. */
  reset(): void {
    this.#failures = 0
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
