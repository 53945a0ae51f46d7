import type { BrowserContext, Frame, Page } from '@playwright/test'

export interface ConsoleErrors {
  all: string[]
  /** Errors that match are expected from now on: a test that breaks something on purpose says so. */
  expect(pattern: RegExp): void
}

/** Collects what the app's own pages log as errors or throw. Previews run people's code: theirs don't count. */
export function watchConsole(context: BrowserContext, appOrigin: () => string): ConsoleErrors {
  const all: string[] = []
  const expected: RegExp[] = []
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

/** Whether a place in code is the app's. One without an address is judged by its page. */
function isApp(place: string, page: Page | null, origin: string): boolean {
  const address = /https?:\/\/[^/\s)]+/.exec(place)?.[0]
  if (address) return address === origin
  const frame: Frame | undefined = page?.mainFrame()
  return frame === undefined || frame.url().startsWith(origin)
}
