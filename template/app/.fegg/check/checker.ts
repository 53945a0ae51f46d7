import type { ModuleGraph } from './module-graph.ts'
import { type AppModules, type Problem, sourcePlace, UnsettledError } from './module-graph.ts'
import type { PageFault } from './messages.ts'
import { isOfPackage } from './page-modules.ts'
import { PageProcess } from './page-process.ts'

/** `ok` null: nothing could be found out, for the reason `why`. */
export type PageReport = {
  ok: boolean | null
  why: string
  problems: Problem[]
  /** What only a browser could have seen, a sentence each. */
  unseen: string[]
  text: string
  ms: number
}

export type Look = {
  routes: string[]
  /** How long a page that shows nothing is waited for. 0: that isn't looked at. */
  waitMs: number
}

const base = 'http://localhost:5173'
const showLimitMs = 8_000
const idleMs = 2 * 60_000
const maxWaiting = 4
const problemLimit = 30
const messageLimit = 2_000
const shownHoles = 8

/** Checks the app without a browser: its modules, and what throws in its first render. One check at a time. */
export class Checker {
  readonly #graph: ModuleGraph
  /** Prepared for the next check. */
  #spare: PageProcess | null = null
  #idle: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()
  readonly #waiting = new Map<string, Promise<PageReport>>()
  #closed = false

  constructor(graph: ModuleGraph) {
    this.#graph = graph
  }

  /** Who asks for the same while it waits for its turn gets the same report. Null: too much is asked for. */
  check(look: Look): Promise<PageReport> | null {
    const key = JSON.stringify(look)
    const same = this.#waiting.get(key)
    if (same) return same
    if (this.#waiting.size >= maxWaiting) return null
    const report = this.#last.then(() => {
      this.#waiting.delete(key)
      return this.#checkNow(look)
    })
    this.#waiting.set(key, report)
    this.#last = report.catch(() => undefined)
    return report
  }

  close() {
    this.#closed = true
    this.#dropSpare()
  }

  #dropSpare() {
    clearTimeout(this.#idle)
    this.#spare?.end()
    this.#spare = null
  }

  async #checkNow(look: Look): Promise<PageReport> {
    const started = performance.now()
    const report: PageReport = { ok: true, why: '', problems: [], unseen: [], text: '', ms: 0 }
    try {
      const app = await this.#graph.settled()
      report.problems.push(...app.problems)
      if (app.problems.length === 0) {
        for (const route of look.routes) await this.#show(route, app, look.waitMs, report)
        this.#prepareNext(app)
      }
      if (report.problems.length > 0) report.ok = false
    } catch (error) {
      if (!(error instanceof UnsettledError) && this.#closed) throw error
      report.ok = report.problems.length > 0 ? false : null
      report.why = error instanceof Error ? error.message : String(error)
    }
    report.problems = report.problems
      .slice(0, problemLimit)
      .map((problem) => ({ ...problem, message: problem.message.slice(0, messageLimit) }))
    report.ms = Math.round(performance.now() - started)
    return report
  }

  async #show(route: string, app: AppModules, waitMs: number, report: PageReport) {
    const page = this.#takePage(app)
    try {
      const shown = await page.show(route, partsOf(app), { waitMs, limitMs: showLimitMs })
      for (const fault of shown.faults) report.problems.push(await this.#problem(fault, app))
      const holes = shown.holes.slice(0, shownHoles).join(', ')
      const waits = shown.requests > 0
      if (holes) report.unseen.push(`${route} uses what only a browser has: ${holes}.`)
      if (waits) report.unseen.push(`What ${route} shows after its requests was not seen.`)
      if (waitMs > 0 && shown.blank && shown.faults.length === 0) {
        if (holes || waits || shown.styled) report.unseen.push(`Nothing was seen on ${route}.`)
        else report.problems.push({ message: `The page ${route} shows nothing.` })
      }
      report.text = `${report.text}\n${shown.text}`.trim()
    } catch {
      if (this.#closed) return
      throw new UnsettledError(
        `The page ${route} took longer than ${showLimitMs / 1_000} s, or ended.`,
      )
    } finally {
      page.end()
    }
  }

  async #problem({ message, place }: PageFault, { modules }: AppModules): Promise<Problem> {
    if (!place) return { message }
    const url = place.url.replace(/[?&]t=\d+/, '')
    return { message, ...(await sourcePlace(place, modules.get(url)?.map)) }
  }

  #takePage(app: AppModules): PageProcess {
    const spare = this.#spare
    this.#spare = null
    clearTimeout(this.#idle)
    const packages = partsOf(app).modules.filter(({ url }) => isOfPackage(url))
    if (spare?.fits(app.html, packages)) return spare
    spare?.end()
    return this.#newPage(app)
  }

  #newPage(app: AppModules) {
    const preparation = { base, html: app.html, modules: partsOf(app).modules }
    return new PageProcess(preparation, (url) => this.#graph.code(url))
  }

  #prepareNext(app: AppModules) {
    if (this.#closed) return
    this.#spare = this.#newPage(app)
    this.#idle = setTimeout(() => this.#dropSpare(), idleMs)
    this.#idle.unref()
  }
}

function partsOf({ modules, roots }: AppModules) {
  const list = [...modules].map(([url, { code }]) => ({ url, code }))
  return { modules: list, own: [...modules.keys()].filter((url) => !isOfPackage(url)), roots }
}
