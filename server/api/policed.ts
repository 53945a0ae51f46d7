import { AppError } from '../../shared/errors.ts'
import type { Held } from './access-watch.ts'

/** What somebody is told whose access ended while they were using it. */
export const noLonger = (what: 'session' | 'workspace'): AppError =>
  new AppError('forbidden', `You no longer have access to this ${what}.`)

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/**
 * A subscription's yields for as long as its access holds: once `lost` is aborted it ends with that reason, whatever the
 * source does. Errors of the domain leave it as `toError` makes them.
 */
export async function* policed(
  source: unknown,
  hold: () => Promise<Held<unknown>>,
  lost: AbortController,
  toError: (error: AppError) => Error,
): AsyncGenerator<unknown> {
  if (!isIterable(source)) throw new Error('A subscription yields.')
  const iterator = source[Symbol.asyncIterator]()
  let release = () => {}
  try {
    release = (await hold()).release
    for (;;) {
      const next = await nextUnless(iterator, lost.signal)
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    throw error instanceof AppError ? toError(error) : error
  } finally {
    release()
    lost.abort()
    // one that waits for what may never come is not waited for
    iterator.return?.().catch(() => {})
  }
}

/** The next item; fails with the signal's reason as soon as that is aborted. Leaves nothing behind on the signal. */
const nextUnless = (
  iterator: AsyncIterator<unknown>,
  signal: AbortSignal,
): Promise<IteratorResult<unknown>> =>
  new Promise((resolve, reject) => {
    const fail = () => reject(signal.reason as Error)
    if (signal.aborted) return fail()
    signal.addEventListener('abort', fail, { once: true })
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', fail))
  })
