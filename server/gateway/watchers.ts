const everyMs = 60_000
/** Interval for re-checking open connections: the bus message about a new address may be lost (rule 10). */
const checkEveryMs = 10_000

/** An open connection between a browser and a preview: a socket, or a response being sent. */
interface Line {
  destroy(): unknown
  once(event: 'close', listener: () => void): unknown
}

/** The preview id it was opened with, and whether it means that somebody is viewing the preview. */
type Opened = { previewId: string; watching: boolean }

export interface WatchersOptions {
  /** Uses a session's sandbox, which keeps it awake. */
  touch: (sessionId: string) => Promise<unknown>
  /** The session that has this preview id now. */
  resolve: (previewId: string) => Promise<{ sessionId: string } | null>
}

/**
 * The open connections to each session's preview. An upgrade means that somebody is viewing it: a page that is only viewed
 * sends no requests, so its sandbox is used on its behalf and does not fall asleep.
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

  /** Closes connections that were opened with a preview id that no longer belongs to their session. */
  async check(): Promise<void> {
    for (const [sessionId, lines] of this.#lines) {
      for (const previewId of new Set([...lines.values()].map((opened) => opened.previewId))) {
        // Unknown after an error: the next check decides.
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
