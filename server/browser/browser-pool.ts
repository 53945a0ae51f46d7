import type { Browser } from 'playwright-core'
import { orAbort, withTimeout } from '../lib/async.ts'
import type { Clock } from '../lib/clock.ts'
import { createLane } from '../lib/lane.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { BrowserTrouble } from './browser-trouble.ts'
import { findBrowser } from './find-browser.ts'
import { launchBrowser } from './launch.ts'
import { watchMemory } from './memory-watch.ts'
import { openVisit } from './open-visit.ts'
import type { BrowserPool, Visit, VisitOptions } from './visit.ts'

export interface BrowserPoolOptions {
  /** The browser's program. By default an installed Chrome or Chromium, else Playwright's. */
  program: string | undefined
  clock: Clock
  log: { warn(details: object, message: string): void }
  contexts?: number
  visitMs?: number
  idleMs?: number
  /** Of the private memory of one page's process. */
  pageBytes?: number
}

const closeMs = 3_000

export const noBrowserWords =
  'There is no Chrome or Chromium on this server. Install one, or set CHROME_PATH to its program.'

/** Started when first needed, and ended when nothing was visited for `idleMs`. */
interface Running {
  browser: Browser
  /** Rejects with BrowserTrouble when the browser ends by itself. */
  ended: Promise<never>
  /** The last time that it ended a page for its memory. */
  memoryEndedAt(): number
  stopWatch(): void
}

export function createBrowserPool({
  program,
  clock,
  log,
  contexts = 4,
  visitMs = 15_000,
  idleMs = 60_000,
  pageBytes = 256 * 2 ** 20,
}: BrowserPoolOptions): BrowserPool {
  const lane = createLane(contexts, clock)
  const groups = new WeakMap<PreviewUpstream, string>()
  const closing = new AbortController()
  let found: Promise<string | null> | null = null
  let missing = false
  let running: Promise<Running> | null = null
  let cancelIdle: () => void = () => undefined
  let open = 0
  let visits = 0
  let troubles = 0
  let previews = 0

  const groupOf = (preview: PreviewUpstream) => {
    const known = groups.get(preview) ?? `preview ${(previews += 1)}`
    groups.set(preview, known)
    return known
  }

  async function start(): Promise<Running> {
    found ??= findBrowser(program)
    const path = await found
    missing = path === null
    if (path === null) throw new BrowserTrouble('none', noBrowserWords)
    const browser = await launchBrowser(path, log).catch((error: unknown) => {
      throw new BrowserTrouble('crashed', "The browser that looks at pages couldn't start.", {
        cause: error,
      })
    })
    const { promise: ended, reject } = Promise.withResolvers<never>()
    ended.catch(() => undefined)
    const memory = watchMemory(browser, { pageBytes, clock })
    browser.once('disconnected', () => {
      memory.stop()
      running = null
      reject(new BrowserTrouble('crashed', 'The browser that looks at pages ended.'))
    })
    return { browser, ended, memoryEndedAt: memory.endedAt, stopWatch: memory.stop }
  }

  async function started(): Promise<Running> {
    cancelIdle()
    running ??= start().catch((error: unknown) => {
      running = null
      throw error
    })
    return running
  }

  async function stop(): Promise<void> {
    const last = await running?.catch(() => null)
    running = null
    if (!last) return
    last.stopWatch()
    await withTimeout(last.browser.close(), closeMs, () => undefined).catch(() => undefined)
  }

  function leave(): void {
    open -= 1
    cancelIdle()
    if (open === 0 && running !== null) cancelIdle = clock.after(idleMs, () => void stop())
  }

  async function visitOnce<T>(
    preview: PreviewUpstream,
    options: VisitOptions,
    work: (visit: Visit) => Promise<T>,
  ): Promise<T> {
    const limit = new AbortController()
    const { browser, ended, memoryEndedAt } = await started()
    const cancel = clock.after(visitMs, () => {
      const seconds = visitMs / 1_000
      limit.abort(new BrowserTrouble('timeout', `The page took more than ${seconds} s.`))
    })
    const signal = AbortSignal.any([options.signal, closing.signal, limit.signal])
    const since = clock.now()
    const opened = openVisit(browser, preview, options)
    try {
      const { visit, crashed } = await orAbort(Promise.race([opened, ended]), signal)
      return await orAbort(
        Promise.race([
          work(visit),
          ended,
          crashed.then(() => {
            throw memoryEndedAt() >= since
              ? new BrowserTrouble(
                  'memory',
                  `The page took more than ${pageBytes / 2 ** 20} MB of memory.`,
                )
              : new BrowserTrouble(
                  'memory',
                  'The page crashed, as pages do that take too much memory.',
                )
          }),
        ]),
        signal,
      )
    } finally {
      cancel()
      void opened.then(
        ({ close }) => withTimeout(close(), closeMs, () => endStuck(browser)),
        () => undefined,
      )
    }
  }

  /** A context that doesn't close would keep its page running for ever. */
  function endStuck(browser: Browser): void {
    log.warn({}, 'A page could not be closed: the browser that looks at pages starts anew')
    void browser.close().catch(() => undefined)
  }

  return {
    unavailable: () => (missing ? noBrowserWords : null),
    async visit(preview, options, work) {
      closing.signal.throwIfAborted()
      const signal = AbortSignal.any([options.signal, closing.signal])
      open += 1
      try {
        const once = () => visitOnce(preview, options, work)
        const result = await lane.run(
          groupOf(preview),
          () =>
            once().catch((error: unknown) => {
              // another page may have taken the browser with it
              if (error instanceof BrowserTrouble && error.code === 'crashed') return once()
              throw error
            }),
          { signal },
        )
        visits += 1
        return result
      } catch (error) {
        if (error instanceof BrowserTrouble) troubles += 1
        throw error
      } finally {
        leave()
      }
    },
    sizes() {
      const { running: busy, waiting, waitedMs } = lane.sizes()
      return { contexts: busy, waiting, waitedMs, visits, troubles }
    },
    async close() {
      closing.abort(new BrowserTrouble('closed', 'The server stops.'))
      cancelIdle()
      await stop()
    },
  }
}
