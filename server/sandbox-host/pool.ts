/** The sandboxes that are started ahead of need: whoever creates one is handed one of these where it fits. */

/** A sandbox is started ahead when none was created for so long: it must not slow their dev servers' start. */
const QUIET_MS = 3_000

/** What the pool does with what it keeps. */
export interface PoolSettings<Up> {
  /** Whether one sandbox of each template is kept. */
  enabled: boolean
  templateIds(): string[]
  /** Starts one for the pool. */
  launch(templateId: string): Promise<Up>
  /** Whether one can still be handed over. */
  isWhole(up: Up): boolean
  /** Ends one that nobody has got. */
  drop(up: Up): void
  log(message: string): void
}

/** One ahead of need; while it is being started there is nothing of it yet. */
interface Spare<Up> {
  up: Up | undefined
}

export class Pool<Up> {
  private readonly settings: PoolSettings<Up>
  private readonly spares = new Map<string, Spare<Up>>()
  private readonly starting = new Set<Promise<unknown>>()
  private quiet: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(settings: PoolSettings<Up>) {
    this.settings = settings
  }

  /** One of the template that was started ahead and is still whole; it is the caller's from now on. */
  take(templateId: string): Up | undefined {
    const up = this.spares.get(templateId)?.up
    if (!up) return undefined
    this.spares.delete(templateId)
    if (this.settings.isWhole(up)) return up
    this.settings.drop(up)
    return undefined
  }

  /** The template has changed: what was started ahead from the old one goes. */
  renew(templateId: string): void {
    const spare = this.spares.get(templateId)
    this.spares.delete(templateId)
    if (spare?.up) this.settings.drop(spare.up)
    this.refillLater()
  }

  /** Starts what is missing, once no sandbox has been created for a while. */
  refillLater(): void {
    clearTimeout(this.quiet)
    if (this.isClosed || !this.settings.enabled) return
    this.quiet = setTimeout(() => this.refill(), QUIET_MS).unref()
  }

  /** Drops what is kept; resolves when nothing is being started any more. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.quiet)
    await Promise.allSettled(this.starting)
    for (const { up } of this.spares.values()) if (up) this.settings.drop(up)
    this.spares.clear()
  }

  private refill(): void {
    for (const templateId of this.settings.templateIds()) {
      if (this.isClosed || this.spares.has(templateId)) continue
      const spare: Spare<Up> = { up: undefined }
      this.spares.set(templateId, spare)
      const started = this.settings.launch(templateId).then(
        (up) => {
          if (this.spares.get(templateId) === spare && !this.isClosed) spare.up = up
          else this.settings.drop(up)
        },
        (error: unknown) => {
          // Whoever creates the next one is told.
          if (this.spares.get(templateId) === spare) this.spares.delete(templateId)
          this.settings.log(`no sandbox could be started ahead: ${String(error)}`)
        },
      )
      this.starting.add(started)
      void started.finally(() => this.starting.delete(started))
    }
  }
}
