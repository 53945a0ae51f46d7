import { orAbort } from './async.ts'

export interface Clock {
  /** Can jump: measure durations with `now`. */
  date(): Date
  /** Monotonic milliseconds since an arbitrary moment. */
  now(): number
  /** Returns the cancel function. */
  after(ms: number, work: () => void): () => void
  /** Rejects with the signal's reason on abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  date: () => new Date(),
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  sleep: (ms, signal) => sleepBy(systemClock.after, ms, signal),
}

export async function sleepBy(
  after: Clock['after'],
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = after(ms, resolve)
  try {
    await (signal ? orAbort(promise, signal) : promise)
  } finally {
    cancel()
  }
}
