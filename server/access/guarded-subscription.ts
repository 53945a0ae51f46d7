import { AppError } from '../../shared/protocol/errors.ts'

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/**
 * Yields what `source` yields, and fails once `permission` throws. Aborts `ends` when either is
 * over; both must stop then. Not a generator, for speed: every token to every subscriber passes
 * here. Throws if the source isn't iterable.
 */
export function guardSubscription(
  source: unknown,
  permission: AsyncIterator<unknown, unknown>,
  ends: AbortController,
  toError: (error: AppError) => Error,
): AsyncIterableIterator<unknown, undefined> {
  if (!isIterable(source)) throw new Error('A subscription yields.')
  const iterator = source[Symbol.asyncIterator]()
  const { signal } = ends
  let begun = false
  let over = false
  let fail: ((reason: unknown) => void) | null = null
  const onEnd = () => fail?.(signal.reason)
  signal.addEventListener('abort', onEnd)

  const finish = () => {
    if (over) return
    over = true
    signal.removeEventListener('abort', onEnd)
    ends.abort()
    // not awaited: the source may never settle
    iterator.return?.().catch(() => {})
  }
  const followPermission = (): void => {
    permission.next().then(
      ({ done }) => (done ? undefined : followPermission()),
      (error: unknown) => ends.abort(error),
    )
  }
  const begin = async () => {
    await permission.next()
    begun = true
    followPermission()
  }
  const mapped = (error: unknown) => (error instanceof AppError ? toError(error) : error)
  const item = () =>
    new Promise<IteratorResult<unknown, undefined>>((resolve, reject) => {
      const failed = (error: unknown) => {
        fail = null
        finish()
        reject(mapped(error))
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
    throw mapped(error)
  }
  const end = async (): Promise<IteratorResult<unknown, undefined>> => {
    finish()
    return { done: true, value: undefined }
  }
  return {
    next: () => (over ? end() : begun ? item() : begin().then(item, notBegun)),
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
