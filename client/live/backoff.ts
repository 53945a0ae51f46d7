const baseMs = 300
const maxMs = 15_000

/**
 * How long to wait before a retry, in milliseconds. `attempt` counts failures in a row from 0. Doubles up to 15 s; half of
 * it is chance, so that a server that comes back isn't met by all its tabs in the same instant.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const whole = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 16))
  return Math.round(whole / 2 + (random() * whole) / 2)
}
