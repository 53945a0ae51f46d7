/** So many messages at once, and so many in each second after that, are heard from a page. */
const burst = 150
const perSecond = 80

/** Keeps a page from flooding the app: `take` says whether one more message, at `now` (milliseconds), is heard. */
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
