const maxTimerMs = 2 ** 31 - 1

/** A time limit whose clock can be stopped. */
export class Deadline {
  #leftMs: number | undefined
  #startedAt = 0
  #timer: NodeJS.Timeout | undefined
  readonly #onOver: () => void

  /** Starts at once. Without `afterMs` it is never over. */
  constructor(afterMs: number | undefined, onOver: () => void) {
    this.#leftMs = afterMs
    this.#onOver = onOver
    this.start()
  }

  /** Lets the clock go on. */
  start(): void {
    if (this.#timer !== undefined || this.#leftMs === undefined) return
    this.#startedAt = performance.now()
    this.#timer = setTimeout(this.#onOver, Math.min(this.#leftMs, maxTimerMs))
  }

  /** Stops the clock. */
  hold(): void {
    if (this.#timer === undefined || this.#leftMs === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedAt))
  }
}
