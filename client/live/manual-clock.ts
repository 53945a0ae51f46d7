import type { Clock } from './clock.ts'

/** Time passes only by `advance`. */
export function manualClock(chance = 0.5) {
  let now = 0
  let timers: Array<{ at: number; work: () => void }> = []
  const clock: Clock = {
    now: () => now,
    random: () => chance,
    after: (ms, work) => {
      const timer = { at: now + ms, work }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  const advance = (ms: number) => {
    now += ms
    const due = timers.filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at)
    timers = timers.filter((timer) => timer.at > now)
    for (const timer of due) timer.work()
  }
  return { clock, advance, delays: () => timers.map((timer) => timer.at - now) }
}
