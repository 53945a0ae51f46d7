/** The pool of sandboxes that are started ahead of need. */

/** The pool is refilled after so long without a new sandbox, so that it doesn't slow a start. */
const quietMs = 3_000
/** How long a new template waits for its first sandboxes. */
const settleMs = 500

export interface PoolSettings<Up> {
  size: number
  templateIds(): string[]
  launch(templateId: string): Promise<Up>
  /** Whether a sandbox can still be handed over. */
  isWhole(up: Up): boolean
  /** Ends a sandbox that no client has got. */
  drop(up: Up): void
  log(message: string): void
}

export class Pool<Up> {
  readonly #settings: PoolSettings<Up>
  readonly #ready = new Map<string, Up[]>()
  /** The running refill; there is never more than one. */
  #refilling: Promise<void> | null = null
  #quiet: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(settings: PoolSettings<Up>) {
    this.#settings = settings
  }

  count(): number {
    return [...this.#ready.values()].reduce((sum, ups) => sum + ups.length, 0)
  }

  /** The template's sandbox that has waited longest and is still whole; null where there is none. */
  take(templateId: string): Up | null {
    const ups = this.#ready.get(templateId) ?? []
    for (let up = ups.shift(); up; up = ups.shift()) {
      if (this.#settings.isWhole(up)) return up
      this.#settings.drop(up)
    }
    return null
  }

  /** Drops and replaces sandboxes that have died or lost their folder. */
  sortOut(): void {
    for (const ups of this.#ready.values()) {
      const whole = ups.filter((up) => this.#settings.isWhole(up))
      if (whole.length === ups.length) continue
      for (const up of ups) if (!whole.includes(up)) this.#settings.drop(up)
      ups.splice(0, ups.length, ...whole)
      this.refillLater()
    }
  }

  /** The template has changed: drops the sandboxes that were started from the old one. */
  renew(templateId: string): void {
    for (const up of this.#ready.get(templateId) ?? []) this.#settings.drop(up)
    // A new list, not the one that a running refill has.
    this.#ready.set(templateId, [])
    this.#refillIn(settleMs)
  }

  /** Starts what is missing, once no sandbox has been created for a while. */
  refillLater(): void {
    this.#refillIn(quietMs)
  }

  /** Drops the pool; resolves when nothing is being started any more. */
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

  /** Returns false where nothing is missing. */
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
