import type { CDPSession, Page } from 'playwright-core'
import { systemClock } from '../../lib/clock.ts'
import { orAbort, withTimeout } from '../../lib/async.ts'

const answerMs = 2_000
const samples = 3
const betweenMs = 400

interface Frame {
  url: string
  lineNumber: number
  columnNumber: number
  functionName: string
  /** The same for the same function. */
  place: string
}

/** Interrupts the page's code where it is. Null: none runs. */
async function interrupt(
  session: CDPSession,
  addresses: ReadonlyMap<string, string>,
): Promise<Frame | null> {
  const paused = Promise.withResolvers<Frame | null>()
  session.once('Debugger.paused', ({ callFrames }) => {
    const urlOf = (frame: (typeof callFrames)[number]) =>
      addresses.get(frame.location.scriptId) ?? ''
    const own = callFrames.find((frame) => !/^$|\/node_modules\//.test(urlOf(frame)))
    const at = own ?? callFrames[0]
    if (!at) return paused.resolve(null)
    const { lineNumber, columnNumber = 0, scriptId } = at.location
    const start = at.functionLocation ?? at.location
    const place = `${scriptId}:${start.lineNumber}:${start.columnNumber ?? 0}`
    const { functionName } = at
    return paused.resolve({ url: urlOf(at), lineNumber, columnNumber, functionName, place })
  })
  await session.send('Debugger.pause')
  const frame = await withTimeout(paused.promise, betweenMs, () => null)
  await session.send('Debugger.resume').catch(() => undefined)
  return frame
}

/**
 * Watches over `work`. If the page stops answering, looks again and again where its code is: a loop without end is in the
 * same function each time, while a slow machine is elsewhere or nowhere. Rejects with what `loop` makes of a stack line.
 */
export async function unlessHanging<T>(
  page: Page,
  work: Promise<T>,
  { signal, loop }: { signal: AbortSignal; loop: (stack: string, name: string) => Error },
): Promise<T> {
  let over = false
  const watch = async (): Promise<never> => {
    const session = await page.context().newCDPSession(page)
    const addresses = new Map<string, string>()
    session.on('Debugger.scriptParsed', ({ scriptId, url }) => addresses.set(scriptId, url))
    await session.send('Debugger.enable')
    await session.send('Debugger.setSkipAllPauses', { skip: false })
    while (!over) {
      const answered = await withTimeout(
        session.send('Runtime.evaluate', { expression: '1' }).then(() => true),
        answerMs,
        () => false,
      )
      if (!answered) {
        const seen: Frame[] = []
        for (let tries = 0; tries < samples; tries += 1) {
          const frame = await interrupt(session, addresses)
          if (!frame) break
          seen.push(frame)
          await systemClock.sleep(betweenMs, signal)
        }
        const [first] = seen
        const same = seen.every(({ place }) => place === first?.place)
        if (first && seen.length === samples && same && !over) {
          const { url, lineNumber, columnNumber, functionName } = first
          void session.send('Runtime.terminateExecution').catch(() => undefined)
          throw loop(`${url}:${lineNumber + 1}:${columnNumber + 1}`, functionName)
        }
      }
      await systemClock.sleep(250, signal)
    }
    return new Promise<never>(() => undefined)
  }
  const watching = watch()
  watching.catch(() => undefined)
  try {
    return await orAbort(Promise.race([work, hangOf(watching)]), signal)
  } finally {
    over = true
  }
}

/** Trouble of the watch itself (a page that closes, a signal) is not the page's. */
async function hangOf(watching: Promise<never>): Promise<never> {
  try {
    return await watching
  } catch (error) {
    if (error instanceof HangingPage) throw error
    return new Promise<never>(() => undefined)
  }
}

/** The page's code never gives the browser a turn. */
export class HangingPage extends Error {
  override name = 'HangingPage'
  override readonly stack: string

  constructor(message: string, stack: string) {
    super(message)
    this.stack = stack
  }
}
