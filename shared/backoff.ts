/** The delay before the first retry and the longest one, in milliseconds. */
export interface Backoff {
  baseMs: number
  maxMs: number
}

/** For connections from a browser: 0.3 s up to 15 s. */
const connection: Backoff = { baseMs: 300, maxMs: 15_000 }

/**
 * The delay before a retry, in milliseconds. `failures` counts the failures in a row before this one. The delay doubles up to
 * `maxMs`; half of it is random, so that the clients of a server that restarts don't all come back in the same instant.
 * `random` returns a number from 0 to 1.
 */
export function backoffMs(
  failures: number,
  random: () => number,
  { baseMs, maxMs }: Backoff = connection,
): number {
  const whole = Math.min(maxMs, baseMs * 2 ** Math.min(failures, 16))
  return Math.round(whole / 2 + (random() * whole) / 2)
}
