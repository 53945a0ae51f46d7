import type { Delays } from './messages.ts'

/** In whole milliseconds, so that millions of them take no memory. */
export class DelayCounts {
  readonly #counts = new Uint32Array(60_001)
  #count = 0
  #most = 0

  add(ms: number): void {
    const whole = Math.min(60_000, Math.max(0, Math.round(ms)))
    this.#counts[whole] = (this.#counts[whole] ?? 0) + 1
    this.#count += 1
    this.#most = Math.max(this.#most, whole)
  }

  figures(): Delays {
    const at = (percent: number) => {
      let left = Math.ceil((percent / 100) * this.#count)
      return Math.max(
        0,
        this.#counts.findIndex((count) => (left -= count) <= 0),
      )
    }
    return { count: this.#count, p50: at(50), p99: at(99), most: this.#most }
  }
}
