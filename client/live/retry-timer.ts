import { backoffMs } from '../../shared/backoff.ts'
import type { Clock } from './clock.ts'

export class RetryTimer {
  readonly #clock: Clock
  #failures = 0
  #cancel: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  schedule(work: () => void): void {
    this.cancel()
    const ms = backoffMs(this.#failures++, () => this.#clock.random())
    this.#cancel = this.#clock.after(ms, work)
  }

  reset(): void {
    this.#failures = 0
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
