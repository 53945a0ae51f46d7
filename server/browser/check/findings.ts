import { truncate } from '../../../shared/truncate.ts'
import type { PageProblem } from '../port.ts'
import type { Place } from './eyes.ts'

/** Of one check, so that a page that throws without end stays readable. */
const mostFindings = 60
const messageLength = 600

export interface Found {
  message: string
  place?: Place | null
}

/** Problems or advice of one check, each once. */
export class Findings {
  readonly #found = new Map<string, PageProblem>()

  add(route: string, { message, place = null }: Found): void {
    const words = truncate(message.slice(0, 10_000).replace(/\s+/g, ' ').trim(), messageLength)
    const key = `${words}\n${place?.path ?? ''}:${place?.line ?? ''}`
    if (this.#found.has(key) || this.#found.size >= mostFindings) return
    this.#found.set(key, {
      route,
      message: words,
      file: place?.path ?? null,
      line: place?.line ?? null,
      column: place?.column ?? null,
      source: null,
    })
  }

  take(other: Findings): void {
    for (const [key, problem] of other.#found)
      if (this.#found.size < mostFindings && !this.#found.has(key)) this.#found.set(key, problem)
  }

  get size(): number {
    return this.#found.size
  }

  /** With up to three lines of the source around each place. */
  async all(readFile: (path: string) => Promise<string | null>): Promise<PageProblem[]> {
    const texts = new Map<string, string | null>()
    const problems = [...this.#found.values()]
    for (const problem of problems) {
      const { file, line } = problem
      if (file === null || line === null) continue
      if (!texts.has(file)) texts.set(file, await readFile(file).catch(() => null))
      const lines = texts.get(file)?.split('\n')
      if (!lines) continue
      problem.source = lines
        .slice(Math.max(0, line - 2), line + 1)
        .map((text, index) => `${Math.max(1, line - 1) + index} | ${truncate(text, 160)}`)
        .join('\n')
    }
    return problems
  }
}
