import { setImmediate } from 'node:timers/promises'

/** Rejects with the signal's reason on abort, even if `work` hangs. A later result is dropped. */
export async function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {})
  signal.throwIfAborted()
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** After `ms`, returns or throws what `late` does; `work` continues. */
export async function withTimeout<T, L>(
  work: Promise<T>,
  ms: number,
  late: () => L,
): Promise<T | L> {
  work.catch(() => {})
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, ms)
  try {
    return await Promise.race([work, over.promise.then(late)])
  } finally {
    clearTimeout(timer)
  }
}

/** Keeps the reason. */
export function delayedAbort(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController()
  const follow = () => setTimeout(() => controller.abort(signal.reason), ms).unref()
  if (signal.aborted) follow()
  else signal.addEventListener('abort', follow, { once: true })
  return controller.signal
}

/** Runs tasks one at a time; a failure doesn't block the next. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

/** A `wake` without a waiter is lost: loops must check their state first. */
export interface Waker {
  wake(): void
  woken(): Promise<void>
}

export function createWaker(): Waker {
  let next = Promise.withResolvers<void>()
  return {
    wake() {
      next.resolve()
      next = Promise.withResolvers()
    },
    woken: () => next.promise,
  }
}

/** Lets other work of the process come in between. */
export async function letOthersRun(): Promise<void> {
  await setImmediate()
}
