import type { Id } from '../../shared/ids.ts'
import { Visit } from '../../shared/protocol/version-view.ts'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { createStore, type Store } from './store.ts'

/** How often the server is told that the session is open. */
const markEveryMs = 60_000
/** Who is away for longer than this comes back. */
const awayMs = 10 * 60_000

/** What is kept in the browser, so that a reload is no new visit. */
const Kept = z.object({ since: Visit.nullable(), openAt: z.number() })

export interface VisitCalls {
  lastVisit: () => Promise<Visit | null>
  markVisit: (seq: number) => Promise<unknown>
}

interface Options {
  sessionId: Id
  userId: Id
  calls: VisitCalls
  /** The last seq that this tab has; null before it has one. */
  seq: () => number | null
  clock: Clock
  /** Null where storage is blocked. */
  keep: Storage | null
}

/** Knows where the person last had the session open, and tells the server while it is. */
export class Visits {
  readonly #options: Options
  readonly #since = createStore<Visit | null | undefined>(undefined)
  #open = false
  #marked = -1
  #cancel: (() => void) | null = null

  constructor(options: Options) {
    this.#options = options
  }

  /** Before this visit. Null: they were never here. Undefined until it is known. */
  get since(): Store<Visit | null | undefined> {
    return this.#since
  }

  /** The session is on the screen. */
  shown(): void {
    if (this.#open) return
    this.#open = true
    void this.#begin()
  }

  /** The tab is hidden or closed. */
  hidden(): void {
    if (!this.#open) return
    this.#mark()
    this.#open = false
    this.#cancel?.()
  }

  destroy(): void {
    this.hidden()
  }

  get #key() {
    return `fegg-visit/${this.#options.userId}/${this.#options.sessionId}`
  }

  #kept(): Visit | null | undefined {
    const text = this.#options.keep?.getItem(this.#key)
    if (text == null) return undefined
    try {
      const { since, openAt } = Kept.parse(JSON.parse(text))
      return this.#options.clock.now() - openAt < awayMs ? since : undefined
    } catch {
      return undefined
    }
  }

  /** Reads before it marks: a mark replaces the last visit. */
  async #begin(): Promise<void> {
    const kept = this.#kept()
    try {
      this.#since.set(kept === undefined ? await this.#options.calls.lastVisit() : kept)
    } catch {
      this.#repeat(() => void this.#begin())
      return
    }
    this.#mark()
    this.#repeat(() => this.#beat())
  }

  #beat(): void {
    this.#mark()
    this.#repeat(() => this.#beat())
  }

  #repeat(work: () => void): void {
    this.#cancel?.()
    if (this.#open) this.#cancel = this.#options.clock.after(markEveryMs, work)
  }

  #mark(): void {
    const { calls, clock, keep, seq } = this.#options
    const since = this.#since.get()
    const at = seq()
    if (!this.#open || since === undefined) return
    try {
      keep?.setItem(this.#key, JSON.stringify({ since, openAt: clock.now() }))
    } catch {
      // a full storage: a reload is a new visit then
    }
    if (at === null || at === this.#marked) return
    this.#marked = at
    calls.markVisit(at).catch(() => {
      this.#marked = -1
    })
  }
}
