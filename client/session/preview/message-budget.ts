/** Token bucket: size, and tokens per second. */
const burst = 150
const perSecond = 80

/** Rate limit. `take` returns true if one more is accepted; `now` is in milliseconds. */
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
