import { AppError } from '../../shared/protocol/errors.ts'
import type { Held } from './access-watch.ts'
import { words } from '../words.ts'

/** What somebody is told whose access ended while they were using it. */
export function noLonger(what: 'session' | 'workspace'): AppError {
  return new AppError('forbidden', words.accessRemoved(what))
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/**
 * A subscription's yields for as long as its access holds: once `lost` is aborted it ends with that reason, whatever the
 * source does. Errors of the domain leave it as `toError` makes them. By hand instead of as a generator: every token to
 * every reader goes through here. Throws where the source is no iterable.
 */
export function policed(
  source: unknown,
  hold: () => Promise<Held<unknown>>,
  lost: AbortController,
  toError: (error: AppError) => Error,
): AsyncIterableIterator<unknown, undefined> {
  if (!isIterable(source)) throw new Error('A subscription yields.')
  const iterator = source[Symbol.asyncIterator]()
  const { signal } = lost
  let release: (() => void) | null = null
  let over = false
  /** Ends the wait for an item. */
  let fail: ((reason: unknown) => void) | null = null
  const onLost = () => fail?.(signal.reason)
  signal.addEventListener('abort', onLost)

  const finish = () => {
    if (over) return
    over = true
    signal.removeEventListener('abort', onLost)
    release?.()
    lost.abort()
    // one that waits for what may never come is not waited for
    iterator.return?.().catch(() => {})
  }
  const begin = async () => {
    const held = await hold()
    release = held.release
    if (over) held.release()
  }
  const made = (error: unknown) => (error instanceof AppError ? toError(error) : error)
  const item = () =>
    new Promise<IteratorResult<unknown, undefined>>((resolve, reject) => {
      const failed = (error: unknown) => {
        fail = null
        finish()
        reject(made(error))
      }
      if (signal.aborted) return failed(signal.reason)
      fail = failed
      iterator.next().then((result) => {
        fail = null
        if (!result.done) return resolve(result)
        finish()
        resolve({ done: true, value: undefined })
      }, failed)
    })
  const notBegun = (error: unknown): never => {
    finish()
    throw made(error)
  }
  const end = async (): Promise<IteratorResult<unknown, undefined>> => {
    finish()
    return { done: true, value: undefined }
  }
  return {
    next: () => (over ? end() : release ? item() : begin().then(item, notBegun)),
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
