import { orAbort } from './async.ts'

/** Time as a parameter, so that a test can pass a clock that it moves itself. */
export interface Clock {
  /** The time of day. It can jump: durations are measured by `now`. */
  date(): Date
  /** Milliseconds since an arbitrary moment. Never goes back. */
  now(): number
  /** Calls `work` once, after `ms` milliseconds. Returns the function that cancels it. */
  after(ms: number, work: () => void): () => void
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when that aborts first. */
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

/** `Clock.sleep` for any `Clock.after`. */
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
