const maxTimerMs = 2 ** 31 - 1

/** A time limit that can be paused. */
export class Deadline {
  #leftMs: number | null
  #startedAt = 0
  #timer: NodeJS.Timeout | null = null
  readonly #onOver: () => void

  /** Null means no limit. */
  constructor(afterMs: number | null, onOver: () => void) {
    this.#leftMs = afterMs
    this.#onOver = onOver
    this.start()
  }

  start(): void {
    if (this.#timer !== null || this.#leftMs === null) return
    this.#startedAt = performance.now()
    this.#timer = setTimeout(this.#onOver, Math.min(this.#leftMs, maxTimerMs))
  }

  hold(): void {
    if (this.#timer === null || this.#leftMs === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedAt))
  }
}
