import type { Browser } from 'playwright-core'
import { withTimeout } from '../lib/async.ts'
import type { Clock } from '../lib/clock.ts'
import { BrowserTrouble } from './browser-trouble.ts'
import { launchBrowser } from './launch.ts'
import { type MemoryLimits, watchMemory } from './memory-watch.ts'

const closeMs = 3_000

export interface BrowserDeps {
  clock: Clock
  log: { warn(details: object, message: string): void }
}

export interface RunningBrowser {
  browser: Browser
  /** Rejects with BrowserTrouble when the browser ends by itself, or for its memory. */
  ended: Promise<never>
  /** The last time that a page was ended for its memory. */
  pageEndedAt(): number
  close(): Promise<void>
}

/** Throws BrowserTrouble. */
export async function startBrowser(
  program: string,
  limits: MemoryLimits,
  { clock, log }: BrowserDeps,
): Promise<RunningBrowser> {
  const browser = await launchBrowser(program, log).catch((error: unknown) => {
    const words = "The browser that looks at pages couldn't start."
    throw new BrowserTrouble('crashed', words, { cause: error })
  })
  const { promise: ended, reject } = Promise.withResolvers<never>()
  ended.catch(() => undefined)
  const memory = watchMemory(browser, limits, clock)
  browser.once('disconnected', () => {
    memory.stop()
    const words = memory.browserEnded()
      ? 'The page took more of the browser’s memory than it may.'
      : 'The browser that looks at pages ended.'
    reject(new BrowserTrouble('crashed', words))
  })
  return {
    browser,
    ended,
    pageEndedAt: memory.pageEndedAt,
    async close() {
      memory.stop()
      await withTimeout(browser.close(), closeMs, () => undefined).catch(() => undefined)
    },
  }
}
