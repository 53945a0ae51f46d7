/** Time as a parameter, so that tests run without a clock (rule 13). */
export interface Timers {
  /** Milliseconds since some moment; never goes back. */
  now(): number
  /** Calls back once, after `ms` milliseconds; answers the function that calls it off. */
  set(callback: () => void, ms: number): () => void
}

export const realTimers: Timers = {
  now: () => performance.now(),
  set(callback, ms) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
