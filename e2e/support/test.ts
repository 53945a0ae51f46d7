import { test as base, type BrowserContext, expect, type Page } from '@playwright/test'
import { type ConsoleErrors, watchConsole } from './console-errors.ts'
import { type AppServer, startMs, startServer } from './server.ts'

interface TestFixtures {
  /** Any left at the end fail the test. */
  consoleErrors: ConsoleErrors
  /** Its console errors count too, except those that match `expected`. */
  newPerson: (expected?: RegExp) => Promise<Page>
}
interface WorkerFixtures {
  /** Shared by a worker's tests: don't kill or configure it, start another. */
  server: AppServer
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // Playwright requires a destructured parameter
    async ({}, use) => {
      await using server = await startServer()
      await use(server)
    },
    { scope: 'worker', timeout: startMs },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  consoleErrors: [
    async ({ context, server }, use) => {
      const errors = watchConsole(context, () => server.url)
      await use(errors)
      expect(errors.all, 'errors in the console').toEqual([])
    },
    { auto: true },
  ],
  newPerson: async ({ browser, server, contextOptions }, use) => {
    const people: Array<{ context: BrowserContext; errors: ConsoleErrors }> = []
    await use(async (expected) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: server.url })
      const errors = watchConsole(context, () => server.url)
      if (expected) errors.expect(expected)
      people.push({ context, errors })
      return context.newPage()
    })
    for (const { context, errors } of people) {
      await context.close()
      expect(errors.all, 'errors in the console').toEqual([])
    }
  },
})

export { expect }
