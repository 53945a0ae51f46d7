import { truncate } from '../../../shared/truncate.ts'
import type { PageProblem } from '../port.ts'
import type { Visit } from '../visit.ts'

const mostProblems = 20
const messageLength = 600

/** The path, and what a router keeps behind the #. */
export function routeOf(url: string): string {
  if (!URL.canParse(url)) return '/'
  const { pathname, search, hash } = new URL(url)
  return `${pathname}${search}${hash}`
}

/** What the page throws and writes to the console as an error, each once. */
export function watchPage({ page, origin }: Visit): PageProblem[] {
  const problems: PageProblem[] = []
  const add = (text: string, file: string | null) => {
    const message = truncate(text.trim(), messageLength)
    if (problems.length >= mostProblems || problems.some((known) => known.message === message))
      return
    const route = routeOf(page.url())
    problems.push({ route, message, file, line: null, column: null, source: null })
  }
  const fileOf = (text: string) => {
    const at = text.indexOf(`${origin}/src/`)
    return at === -1 ? null : (/^[^\s?:)]+/.exec(text.slice(at + origin.length + 1))?.[0] ?? null)
  }
  page.on('pageerror', (error) => add(`${error.name}: ${error.message}`, fileOf(error.stack ?? '')))
  page.on('console', (line) => {
    if (line.type() !== 'error') return
    const { url } = line.location()
    const failed = line.text().startsWith('Failed to load resource')
    add(failed ? `${line.text()} (${routeOf(url)})` : line.text(), fileOf(url))
  })
  return problems
}
