/**
 * Waits for a promise, but not past the signal's abort: then it rejects with the signal's reason at once, even where the work
 * hangs. What the work does later is dropped.
 */
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

/** Waits at most `ms` milliseconds, then returns what `late` returns or throws what it throws. The work goes on. */
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

/** A signal that aborts `ms` milliseconds after `signal`, with its reason. */
export function delayedAbort(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController()
  const follow = () => setTimeout(() => controller.abort(signal.reason), ms).unref()
  if (signal.aborted) follow()
  else signal.addEventListener('abort', follow, { once: true })
  return controller.signal
}

/** Runs one piece of work after the other; one that fails doesn't keep the next from running. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

/** Lets a loop wait for its next event. A `wake` without a waiter is not remembered: the loop checks its state first. */
export interface Waker {
  wake(): void
  /** Resolves at the next `wake`. */
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
