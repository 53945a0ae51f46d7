import type { ConsoleMessage, Page, Response } from 'playwright-core'
import type { Findings } from './findings.ts'
import { placeInStack } from './stack-place.ts'

/** What the page itself reports: errors, failed requests of its own, what it can't reach. */
export interface PageWatch {
  /** From now on a problem's words begin with “After NAME”. An empty name is the first load. */
  step(name: string): void
  /** Problems since the last call. */
  fresh(): number
  /** Resolves when what has come so far is written down. */
  written(): Promise<void>
  /** Own requests that have no answer yet. */
  pending(): number
  /** React Router knows no page at this address. */
  isUnknownRoute(): boolean
}

interface WatchOptions {
  page: Page
  origin: string
  route: string
  problems: Findings
  advice: Findings
}

/** Names that servers and bundlers know, and browsers don't. */
const serverNames =
  /^(process|Buffer|global|setImmediate|clearImmediate|require|module|exports|__dirname|__filename) is not defined$/

function wordsOf(error: { name?: string; message: string }): string {
  const known = serverNames.exec(error.message)
  if (!known) return error.message
  const help = known[1] === 'process' ? ' Use import.meta.env for settings.' : ''
  return `${error.message}: browsers don't have it.${help}`
}

/** The browser keeps no body of a script that it refused. */
async function bodyOf(page: Page, url: string): Promise<string> {
  const ask = (address: string) => fetch(address).then((answer) => answer.text())
  return page.evaluate(ask, url).catch(() => '')
}

/** The message of Vite's answer to a module that it couldn't transform or find. */
function viteMessage(body: string): string | null {
  const found = /"message":"((?:[^"\\]|\\.){1,2000})"/.exec(body)
  if (!found) return null
  try {
    return String(JSON.parse(`"${found[1]}"`)).split('\n', 1)[0] ?? null
  } catch {
    return null
  }
}

const boundaryWords =
  /The above error occurred in|An error occurred in the <|Consider adding an error boundary|React will try to recreate this component tree/

export function watchPage({ page, origin, route, problems, advice }: WatchOptions): PageWatch {
  let after = ''
  let before = 0
  let unknown = false
  let refusedElsewhere = false
  const pending = new Set<object>()
  let writing: Promise<unknown> = Promise.resolve()
  const write = (work: () => Promise<void>) => {
    writing = writing.then(work).catch(() => undefined)
  }
  const place = (message: string) => (after ? `After ${after}: ${message}` : message)

  page.on('pageerror', (error) => {
    const words = place(wordsOf(error))
    // what follows from an address elsewhere is no fault of the app
    const unreachable =
      /Failed to fetch|NetworkError|Load failed|Loading chunk|dynamically imported module/.test(
        error.message,
      )
    const foreign = unreachable && refusedElsewhere
    write(async () => {
      const found = { message: words, place: await placeInStack(page, error.stack, origin) }
      if (foreign) advice.add(route, found)
      else problems.add(route, found)
    })
  })
  page.on('console', (line: ConsoleMessage) => {
    if (line.type() === 'warning' && /No routes matched location/.test(line.text())) unknown = true
    if (line.type() !== 'error') return
    const text = line.text()
    // told with its request
    if (/^Failed to load resource|^\[vite\]|^WebSocket connection to/.test(text)) return
    if (boundaryWords.test(text)) return
    advice.add(route, { message: place(`The console says: ${text}`) })
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`)) return
    pending.add(request)
  })
  const ended = (request: object) => pending.delete(request)
  page.on('requestfinished', ended)
  page.on('requestfailed', (request) => {
    ended(request)
    const url = request.url()
    if (url.startsWith(`${origin}/`) || !/^https?:/.test(url)) return
    refusedElsewhere = true
    advice.add(route, {
      message: `Couldn't be reached from the check, which reaches the app alone: ${new URL(url).origin}`,
    })
  })
  page.on('response', (response: Response) => {
    const url = response.url()
    if (!url.startsWith(`${origin}/`)) {
      if (url.startsWith('http:') && response.status() === 403) refusedElsewhere = true
      return
    }
    const path = new URL(url).pathname
    if (response.status() < 400 || path === '/favicon.ico' || path.startsWith('/.fegg/')) return
    // a document that the app's own service should answer: said by what the app makes of it
    const isModule = /^(script|stylesheet)$/.test(response.request().resourceType())
    const words = place(`${path} answers ${response.status()}`)
    write(async () => {
      const said = isModule ? viteMessage(await bodyOf(page, url)) : null
      problems.add(route, { message: said ?? words })
    })
  })
  return {
    step(name) {
      after = name
    },
    fresh() {
      const more = problems.size - before
      before = problems.size
      return more
    },
    async written() {
      await writing
    },
    pending: () => pending.size,
    isUnknownRoute: () => unknown,
  }
}
