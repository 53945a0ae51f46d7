import { createSerial, orAbort } from '../lib/async.ts'
import { createLane } from '../lib/lane.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { BrowserTrouble } from './browser-trouble.ts'
import { findBrowser } from './find-browser.ts'
import { type BrowserDeps, type RunningBrowser, startBrowser } from './running-browser.ts'
import type { BrowserPool } from './visit.ts'
import { visitOnce } from './visit-once.ts'

export interface BrowserPoolOptions extends BrowserDeps {
  /** The browser's program. By default an installed Chrome or Chromium, else Playwright's. */
  program: string | undefined
  contexts?: number
  visitMs?: number
  idleMs?: number
  /** Of the private memory of one page's process. */
  pageBytes?: number
  /** Of each other process of the browser. */
  browserBytes?: number
}

export const noBrowserWords =
  'There is no Chrome or Chromium on this server. Install one, or set CHROME_PATH to its program.'

/** Starts the browser with the first visit, and ends it `idleMs` after the last. */
export function createBrowserPool({
  program,
  clock,
  log,
  contexts = 4,
  visitMs = 15_000,
  idleMs = 60_000,
  pageBytes = 256 * 2 ** 20,
  browserBytes = 512 * 2 ** 20,
}: BrowserPoolOptions): BrowserPool {
  const lane = createLane(contexts, clock)
  const oneAtATime = createSerial()
  const groups = new WeakMap<PreviewUpstream, string>()
  const closing = new AbortController()
  let found: Promise<string | null> | null = null
  let missing = false
  let running: Promise<RunningBrowser> | null = null
  const alone = new Set<RunningBrowser>()
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

  async function start(): Promise<RunningBrowser> {
    found ??= findBrowser(program)
    const path = await found
    missing = path === null
    if (path === null) {
      // it may be installed meanwhile, or the machine was too busy to answer
      found = null
      throw new BrowserTrouble('none', noBrowserWords)
    }
    return startBrowser(path, { pageBytes, browserBytes }, { clock, log })
  }

  function shared(): Promise<RunningBrowser> {
    cancelIdle()
    if (running !== null) return running
    const next = start()
    running = next
    const forget = () => {
      if (running === next) running = null
    }
    next.then(({ ended }) => ended.catch(forget), forget)
    return next
  }

  async function stop(): Promise<void> {
    const last = running
    running = null
    const browsers = [...alone]
    const common = await last?.catch(() => undefined)
    if (common) browsers.push(common)
    await Promise.all(browsers.map((browser) => browser.close()))
  }

  function leave(): void {
    open -= 1
    cancelIdle()
    if (open === 0 && running !== null) cancelIdle = clock.after(idleMs, () => void stop())
  }

  type Once<T> = (browser: RunningBrowser) => Promise<T>

  /** The page that took the browser with it would do it again: each of those that were open then gets a browser to itself. */
  function again<T>(once: Once<T>, signal: AbortSignal): Promise<T> {
    return oneAtATime(async () => {
      signal.throwIfAborted()
      const own = await start()
      alone.add(own)
      try {
        return await once(own)
      } finally {
        alone.delete(own)
        await own.close()
      }
    })
  }

  async function visitTwice<T>(once: Once<T>, signal: AbortSignal): Promise<T> {
    try {
      return await once(await shared())
    } catch (error) {
      if (!(error instanceof BrowserTrouble) || error.code !== 'crashed') throw error
      return orAbort(again(once, signal), signal)
    }
  }

  return {
    unavailable: () => (missing ? noBrowserWords : null),
    async visit(preview, options, work) {
      closing.signal.throwIfAborted()
      const signal = AbortSignal.any([options.signal, closing.signal])
      const limits = { visitMs, pageBytes, clock, log }
      const once = (browser: RunningBrowser) =>
        visitOnce(browser, preview, { ...options, signal }, work, limits)
      open += 1
      try {
        const result = await lane.run(groupOf(preview), () => visitTwice(once, signal), { signal })
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
