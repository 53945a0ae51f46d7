const everyMs = 60_000
/** A message that tells of a new address may be lost: what is open is looked at so often besides (rule 10). */
const checkEveryMs = 10_000

/** Something open between a browser and a preview: a socket, or an answer that is going out. */
interface Line {
  destroy(): unknown
  once(event: 'close', listener: () => void): unknown
}

/** By which name a line was opened, and whether somebody looks at the preview by it. */
type Opened = { previewId: string; watching: boolean }

export interface WatchersOptions {
  /** Asks after a session's sandbox. */
  touch: (sessionId: string) => Promise<unknown>
  /** The session that has this preview id now. */
  resolve: (previewId: string) => Promise<{ sessionId: string } | null>
}

/**
 * What is open to each session's preview. An upgrade means that somebody has the preview before them: a page that is only
 * looked at asks for nothing, so its sandbox is asked after on its behalf, lest it be taken for unused.
 */
export class Watchers {
  readonly #lines = new Map<string, Map<Line, Opened>>()
  readonly #timers: NodeJS.Timeout[]
  readonly #options: WatchersOptions

  constructor(options: WatchersOptions) {
    this.#options = options
    this.#timers = [
      setInterval(() => this.#touch(), everyMs).unref(),
      setInterval(() => void this.check(), checkEveryMs).unref(),
    ]
  }

  add(sessionId: string, line: Line, opened: Opened): void {
    const lines = this.#lines.get(sessionId) ?? new Map<Line, Opened>()
    this.#lines.set(sessionId, lines.set(line, opened))
    line.once('close', () => {
      lines.delete(line)
      if (lines.size === 0 && this.#lines.get(sessionId) === lines) this.#lines.delete(sessionId)
    })
  }

  cutOff(sessionId: string): void {
    for (const line of this.#lines.get(sessionId)?.keys() ?? []) line.destroy()
  }

  /** Cuts off what was opened by names that are no longer their session's. */
  async check(): Promise<void> {
    for (const [sessionId, lines] of this.#lines) {
      for (const previewId of new Set([...lines.values()].map((opened) => opened.previewId))) {
        // Where that can't be told, nothing is cut: the next look may tell.
        const found = await this.#options.resolve(previewId).catch(() => undefined)
        if (found === undefined) continue
        if (found?.sessionId === sessionId) continue
        for (const [line, opened] of lines) if (opened.previewId === previewId) line.destroy()
      }
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    for (const sessionId of [...this.#lines.keys()]) this.cutOff(sessionId)
  }

  #touch(): void {
    for (const [sessionId, lines] of this.#lines)
      if ([...lines.values()].some((opened) => opened.watching))
        this.#options.touch(sessionId).catch(() => undefined)
  }
}
