/** Shorter than `unusedMs` in `server/sandbox/places.ts`. */
const everyMs = 20_000
/** The bus message about a new address may be lost (rule 10). */
const checkEveryMs = 10_000

/** A socket, or a response in progress. */
interface Line {
  destroy(): unknown
  once(event: 'close', listener: () => void): unknown
}

/** `watching`: the preview is being viewed. */
type Opened = { previewId: string; watching: boolean }

export interface WatchersOptions {
  /** Keeps the sandbox awake. */
  touch: (sessionId: string) => Promise<unknown>
  resolve: (previewId: string) => Promise<{ sessionId: string } | null>
}

/**
 * An upgraded connection means that the preview is being viewed. Its page may send no requests, so
 * this keeps the sandbox awake.
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

  count(sessionId: string): number {
    return this.#lines.get(sessionId)?.size ?? 0
  }

  cutOff(sessionId: string): void {
    for (const line of this.#lines.get(sessionId)?.keys() ?? []) line.destroy()
  }

  /** Closes connections whose preview id is no longer their session's. */
  async check(): Promise<void> {
    for (const [sessionId, lines] of this.#lines) {
      for (const previewId of new Set([...lines.values()].map((opened) => opened.previewId))) {
        // After an error, the next check decides.
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
