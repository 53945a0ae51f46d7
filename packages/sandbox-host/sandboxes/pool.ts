/** Sandboxes started ahead of need. */

/** Delay after a create(), which a refill would slow down. */
const quietMs = 3_000
/** Delay after a template was set. */
const settleMs = 500

export interface PoolSettings<Up> {
  size: number
  templateIds(): string[]
  launch(templateId: string): Promise<Up>
  isWhole(up: Up): boolean
  drop(up: Up): void
  log(message: string): void
}

export class Pool<Up> {
  readonly #settings: PoolSettings<Up>
  readonly #ready = new Map<string, Up[]>()
  /** At most one refill runs. */
  #refilling: Promise<void> | null = null
  #quiet: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(settings: PoolSettings<Up>) {
    this.#settings = settings
  }

  count(): number {
    return [...this.#ready.values()].reduce((sum, ups) => sum + ups.length, 0)
  }

  /** The longest-waiting whole sandbox. */
  take(templateId: string): Up | null {
    const ups = this.#ready.get(templateId) ?? []
    for (let up = ups.shift(); up; up = ups.shift()) {
      if (this.#settings.isWhole(up)) return up
      this.#settings.drop(up)
    }
    return null
  }

  /** Replaces sandboxes that died or lost their folder. */
  sortOut(): void {
    for (const ups of this.#ready.values()) {
      const whole = ups.filter((up) => this.#settings.isWhole(up))
      if (whole.length === ups.length) continue
      for (const up of ups) if (!whole.includes(up)) this.#settings.drop(up)
      ups.splice(0, ups.length, ...whole)
      this.refillLater()
    }
  }

  /** Drops sandboxes of the template's old version. */
  renew(templateId: string): void {
    for (const up of this.#ready.get(templateId) ?? []) this.#settings.drop(up)
    // A new list: a running refill then drops what it starts.
    this.#ready.set(templateId, [])
    this.#refillIn(settleMs)
  }

  refillLater(): void {
    this.#refillIn(quietMs)
  }

  /** Resolves once nothing is being started. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#quiet)
    await this.#refilling
    for (const up of [...this.#ready.values()].flat()) this.#settings.drop(up)
    this.#ready.clear()
  }

  #refillIn(ms: number): void {
    clearTimeout(this.#quiet)
    if (this.#isClosed || this.#settings.size === 0) return
    this.#quiet = setTimeout(() => {
      if (this.#refilling) return this.#refillIn(quietMs)
      this.#refilling = this.#refill().finally(() => {
        this.#refilling = null
      })
    }, ms).unref()
  }

  async #refill(): Promise<void> {
    for (const templateId of this.#settings.templateIds()) {
      try {
        while (await this.#addOne(templateId));
      } catch (error) {
        // The error surfaces on the next create().
        this.#settings.log(`no sandbox could be started ahead: ${String(error)}`)
      }
    }
  }

  /** False if full or closed. */
  async #addOne(templateId: string): Promise<boolean> {
    const ups = this.#ready.get(templateId) ?? []
    this.#ready.set(templateId, ups)
    if (this.#isClosed || ups.length >= this.#settings.size) return false
    const up = await this.#settings.launch(templateId)
    if (this.#ready.get(templateId) === ups && !this.#isClosed) ups.push(up)
    else this.#settings.drop(up)
    return true
  }
}
