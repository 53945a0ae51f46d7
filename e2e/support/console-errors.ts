import type { BrowserContext, Frame, Page } from '@playwright/test'

export interface ConsoleErrors {
  all: string[]
  /** For errors that a test causes. */
  expect(pattern: RegExp): void
}

/** A tab that is cut off asks why, and says how far it had read: both are refused. */
const afterCutOff = /status of 40[134] .*(visits\.mark|events\.socketRefusal)/

/** Previews run people's code, so their errors don't count. */
export function watchConsole(context: BrowserContext, appOrigin: () => string): ConsoleErrors {
  const all: string[] = []
  const expected: RegExp[] = [afterCutOff]
  const add = (line: string) => {
    if (!expected.some((pattern) => pattern.test(line))) all.push(line)
  }
  context.on('console', (message) => {
    const from = message.location().url
    if (message.type() === 'error' && isApp(from, message.page(), appOrigin())) {
      add(`${message.text()} (${from})`)
    }
  })
  context.on('weberror', (failure) => {
    const thrown = failure.error()
    if (isApp(thrown.stack ?? '', failure.page(), appOrigin()))
      add(`uncaught: ${thrown.stack ?? thrown.message}`)
  })
  return { all, expect: (pattern) => expected.push(pattern) }
}

/** Without a URL in `place`, the page decides. */
function isApp(place: string, page: Page | null, origin: string): boolean {
  const address = /https?:\/\/[^/\s)]+/.exec(place)?.[0]
  if (address) return address === origin
  const frame: Frame | undefined = page?.mainFrame()
  return frame === undefined || frame.url().startsWith(origin)
}
