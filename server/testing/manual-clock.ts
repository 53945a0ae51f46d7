import { type Clock, sleepBy } from '../lib/clock.ts'

/**
 * Only the test moves this clock. Its date starts at the real time, to match rows dated by the
 * database. With `sleepsPass`, a sleep advances it.
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
  /** Calls due timers in order, including those set meanwhile. */
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
