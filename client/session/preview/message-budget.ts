/** A token bucket's size, and its tokens per second. */
const burst = 150
const perSecond = 80

/** Rate limit for a page's messages. `take` returns whether one more, at `now` in milliseconds, is accepted. */
export function messageBudget() {
  let left = burst
  let last: number | null = null
  return {
    take: (now: number): boolean => {
      left = Math.min(burst, left + ((now - (last ?? now)) * perSecond) / 1_000)
      last = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
