import { type Clock, sleepBy } from '../lib/clock.ts'

/**
 * A clock that only the test moves. Its date begins at the real time, so that it fits rows that the database dates.
 * `sleepsPass`: a sleep moves the clock on by itself.
 */
export function createManualClock({ sleepsPass = false } = {}) {
  const begun = Date.now()
  let now = 0
  let timers: Array<{ at: number; work: () => void }> = []
  const after: Clock['after'] = (ms, work) => {
    const timer = { at: now + ms, work }
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  /** Moves the clock on; what is due is called in the order of its times, also what is set meanwhile. */
  const advance = (ms: number) => {
    const end = now + ms
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers = timers.filter((other) => other !== next)
      now = next.at
      next.work()
    }
    now = end
  }
  const clock: Clock = {
    date: () => new Date(begun + now),
    now: () => now,
    after,
    async sleep(ms, signal) {
      if (sleepsPass) advance(ms)
      else await sleepBy(after, ms, signal)
    },
  }
  return { clock, advance }
}
