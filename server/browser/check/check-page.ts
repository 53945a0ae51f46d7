import { BrowserTrouble, type BrowserTroubleCode } from '../browser-trouble.ts'
import type { PageCheck, PageCheckRequest, PageContents, PagePicture } from '../port.ts'
import type { BrowserPool, Visit } from '../visit.ts'
import { checkRoute, nothingSeen, type RouteSeen } from './check-route.ts'
import { Findings } from './findings.ts'
import { routesIn } from '../../lib/routes-in.ts'

const height = 800
const mostRoutes = 8
const mostPictures = 2

/** Trouble that a page makes, whatever the machine. */
const ofThePage = new Set<BrowserTroubleCode>(['memory', 'flood'])

/** Loads the app's routes in a browser, and looks at each as a careful person would. */
export async function checkPage(
  pool: BrowserPool,
  request: PageCheckRequest,
  /** localStorage as an earlier version left it. Null: none is known. */
  storage: Readonly<Record<string, string>> | null,
): Promise<PageCheck> {
  try {
    return await new Check(pool, request, storage).run()
  } catch (error) {
    if (error instanceof BrowserTrouble) return { seen: false, why: error.message }
    throw error
  }
}

class Check {
  readonly #pool: BrowserPool
  readonly #request: PageCheckRequest
  readonly #storage: Readonly<Record<string, string>> | null
  readonly #problems = new Findings()
  readonly #advice = new Findings()
  readonly #seen = new Map<string, RouteSeen>()

  constructor(
    pool: BrowserPool,
    request: PageCheckRequest,
    storage: Readonly<Record<string, string>> | null,
  ) {
    this.#pool = pool
    this.#request = request
    this.#storage = storage
  }

  async run(): Promise<PageCheck> {
    const { readFile } = this.#request
    const storage = this.#storage
    const named = await this.#namedRoutes()
    const stored = storage !== null && Object.keys(storage).length > 0
    await Promise.all([
      ...['/', ...named].map((route) => this.#visit(route)),
      ...(stored ? [this.#visitStored(storage)] : []),
    ])
    const known = new Set(this.#seen.keys())
    const linked = [...this.#seen.values()].flatMap(({ links }) => links)
    const more = [...new Set(linked)].filter((route) => !known.has(route))
    const left = Math.max(0, mostRoutes - known.size)
    if (this.#problems.size === 0)
      await Promise.all(sampleOfShapes(more, left).map((route) => this.#visit(route)))
    return {
      seen: true,
      problems: await this.#problems.all(readFile),
      advice: await this.#advice.all(readFile),
      pages: this.#contents(),
      pictures: this.#pictures(),
      storage: Object.assign({}, ...[...this.#seen.values()].map(({ storage: kept }) => kept)),
    }
  }

  async #namedRoutes(): Promise<string[]> {
    const { files, readFile } = this.#request
    const sources = (await files()).filter((path) => /^src\/.*\.[jt]sx?$/.test(path)).slice(0, 300)
    const routes = new Set<string>()
    for (const path of sources) {
      const code = await readFile(path)
      if (!code || !/react-router|createBrowserRouter|<Route\b/.test(code)) continue
      for (const route of routesIn(code)) routes.add(route)
    }
    return [...routes].slice(0, mostRoutes - 1)
  }

  async #visit(route: string): Promise<void> {
    const { width, pictures } = this.#request
    const picture = pictures === 'page'
    const looked = await this.#look(route, { storage: null, picture, width })
    this.#seen.set(route, looked.seen)
    this.#problems.take(looked.problems)
    this.#advice.take(looked.advice)
  }

  /** The first page again, with what an earlier version left. */
  async #visitStored(storage: Readonly<Record<string, string>>): Promise<void> {
    const { width } = this.#request
    const options = { storage, picture: false, width }
    const { problems } = await this.#look('/', options)
    const keys = Object.keys(storage).slice(0, 5).join(', ')
    for (const { message, file, line, column } of await problems.all(async () => null))
      this.#problems.add('/', {
        message: `With what an earlier version left in localStorage (${keys}): ${message}`,
        place: file === null || line === null ? null : { path: file, line, column: column ?? 1 },
      })
  }

  async #look(
    route: string,
    options: {
      storage: Readonly<Record<string, string>> | null
      picture: boolean
      width: number
    },
  ): Promise<{ seen: RouteSeen; problems: Findings; advice: Findings }> {
    const { preview, signal } = this.#request
    const { width, storage, picture } = options
    // a visit that is tried again begins anew
    const look = (visit: Visit) => {
      const problems = new Findings()
      const advice = new Findings()
      const all = { visit, route, picture, problems, advice, signal }
      return checkRoute(all).then((seen) => ({ seen, problems, advice }))
    }
    try {
      return await this.#pool.visit(preview, { width, height, storage, signal }, look)
    } catch (error) {
      if (!(error instanceof BrowserTrouble) || !ofThePage.has(error.code)) throw error
      const problems = new Findings()
      problems.add(route, { message: error.message })
      return { seen: nothingSeen, problems, advice: new Findings() }
    }
  }

  #contents(): PageContents[] {
    return [...this.#seen.values()].flatMap(({ contents }) => (contents ? [contents] : []))
  }

  #pictures(): PagePicture[] {
    return [...this.#seen.values()]
      .flatMap(({ picture }) => (picture ? [picture] : []))
      .slice(0, mostPictures)
  }
}

/** Of addresses that differ in a parameter alone, one: `/items/1` and `/items/2` are one page. */
function sampleOfShapes(routes: string[], most: number): string[] {
  const shapes = new Map<string, string>()
  for (const route of routes) {
    const shape = route.replace(/\/[^/]*\d[^/]*/g, '/:')
    if (!shapes.has(shape)) shapes.set(shape, route)
  }
  return [...shapes.values()].slice(0, most)
}
