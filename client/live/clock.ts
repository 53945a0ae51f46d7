export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `work` once; the returned function cancels it. */
  after(ms: number, work: () => void): () => void
  /** From 0 (inclusive) to 1 (exclusive). */
  random(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}
