import { orAbort, withTimeout } from '../lib/async.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'
import { BrowserTrouble } from './browser-trouble.ts'
import { openVisit } from './open-visit.ts'
import type { BrowserDeps, RunningBrowser } from './running-browser.ts'
import type { Visit, VisitOptions } from './visit.ts'

const closeMs = 3_000

const hearMs = 500

function isEnd(error: unknown): boolean {
  return error instanceof Error && /closed|crashed|disconnected/i.test(error.message)
}

export interface VisitLimits {
  visitMs: number
  pageBytes: number
}

export async function visitOnce<T>(
  { browser, ended, pageEndedAt }: RunningBrowser,
  preview: PreviewUpstream,
  options: VisitOptions,
  work: (visit: Visit) => Promise<T>,
  { visitMs, pageBytes, clock, log }: VisitLimits & BrowserDeps,
): Promise<T> {
  const limit = new AbortController()
  const cancel = clock.after(visitMs, () => {
    const seconds = visitMs / 1_000
    limit.abort(new BrowserTrouble('timeout', `The page took more than ${seconds} s.`))
  })
  const signal = AbortSignal.any([options.signal, limit.signal])
  const since = clock.now()
  const opened = openVisit(browser, preview, options)
  try {
    const { visit, crashed, flooded, unreached } = await orAbort(
      Promise.race([opened, ended]),
      signal,
    )
    const tooLoud = flooded.then((): never => {
      throw new BrowserTrouble(
        'flood',
        'The page writes, throws or asks for something again and again, without end.',
      )
    })
    const noAnswer = unreached.then((): never => {
      throw new BrowserTrouble('unreached', 'The preview does not respond.')
    })
    const gone = crashed.then((): never => {
      const wasEnded = pageEndedAt() >= since
      const words = wasEnded
        ? `The page took more than ${pageBytes / 2 ** 20} MB of memory.`
        : 'The page crashed, as pages do that take too much memory.'
      throw new BrowserTrouble('memory', words)
    })
    const ends = Promise.race([ended, tooLoud, gone, noAnswer])
    const worked = work(visit).catch((error: unknown) =>
      // the work may hear of the end of its page before the pool does
      isEnd(error) ? withTimeout(ends, hearMs, () => Promise.reject(error)) : Promise.reject(error),
    )
    return await orAbort(Promise.race([worked, ends]), signal)
  } finally {
    cancel()
    // A context that doesn't close would keep its page running for ever.
    const endStuck = () => {
      log.warn({}, 'A page could not be closed: the browser that looks at pages starts anew')
      void browser.close().catch(() => undefined)
    }
    void opened.then(
      ({ close }) => withTimeout(close(), closeMs, endStuck),
      () => undefined,
    )
  }
}
