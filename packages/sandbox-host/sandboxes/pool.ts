/** The sandboxes that are started ahead of need: whoever creates one is handed one of these where it fits. */

/** What is missing is started when none was created for so long: it must not slow the start of what is wanted now. */
const quietMs = 3_000
/** A new template is nobody's need yet. */
const settleMs = 500

/** What the pool does with what it keeps. */
export interface PoolSettings<Up> {
  /** How many of each template are kept. */
  size: number
  templateIds(): string[]
  /** Starts one for the pool, ready for use. */
  launch(templateId: string): Promise<Up>
  /** Whether one can still be handed over. */
  isWhole(up: Up): boolean
  /** Ends one that nobody has got. */
  drop(up: Up): void
  log(message: string): void
}

export class Pool<Up> {
  readonly #settings: PoolSettings<Up>
  readonly #ready = new Map<string, Up[]>()
  /** The one refill that goes on, if any: they come one after the other. */
  #refilling: Promise<void> | undefined
  #quiet: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(settings: PoolSettings<Up>) {
    this.#settings = settings
  }

  /** How many stand ready, of all templates. */
  count(): number {
    return [...this.#ready.values()].reduce((sum, ups) => sum + ups.length, 0)
  }

  /** The one of the template that has waited longest and is still whole; it is the caller's from now on. */
  take(templateId: string): Up | undefined {
    const ups = this.#ready.get(templateId) ?? []
    for (let up = ups.shift(); up; up = ups.shift()) {
      if (this.#settings.isWhole(up)) return up
      this.#settings.drop(up)
    }
    return undefined
  }

  /** Drops what has died or lost its folder while it waited, and has it replaced. */
  sortOut(): void {
    for (const ups of this.#ready.values()) {
      const whole = ups.filter((up) => this.#settings.isWhole(up))
      if (whole.length === ups.length) continue
      for (const up of ups) if (!whole.includes(up)) this.#settings.drop(up)
      ups.splice(0, ups.length, ...whole)
      this.refillLater()
    }
  }

  /** The template has changed: what was started ahead from the old one goes. */
  renew(templateId: string): void {
    for (const up of this.#ready.get(templateId) ?? []) this.#settings.drop(up)
    // Another list than the one that a refill that goes on has in its hands.
    this.#ready.set(templateId, [])
    this.#refillIn(settleMs)
  }

  /** Starts what is missing, once no sandbox has been created for a while. */
  refillLater(): void {
    this.#refillIn(quietMs)
  }

  /** Drops what is kept; resolves when nothing is being started any more. */
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
        this.#refilling = undefined
      })
    }, ms).unref()
  }

  async #refill(): Promise<void> {
    for (const templateId of this.#settings.templateIds()) {
      try {
        while (await this.#addOne(templateId));
      } catch (error) {
        // Whoever creates the next one is told.
        this.#settings.log(`no sandbox could be started ahead: ${String(error)}`)
      }
    }
  }

  /** False where nothing is missing. */
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
