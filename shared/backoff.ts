/** In milliseconds. */
export interface Backoff {
  baseMs: number
  maxMs: number
}

/** For browser connections. */
const connection: Backoff = { baseMs: 300, maxMs: 15_000 }

/**
 * The delay is in milliseconds. `failures` counts failures in a row before this one. The delay doubles up to `maxMs`; half
 * of it is random, so that clients of a restarted server don't all reconnect at once.
 */
export function backoffMs(
  failures: number,
  random: () => number,
  { baseMs, maxMs }: Backoff = connection,
): number {
  const whole = Math.min(maxMs, baseMs * 2 ** Math.min(failures, 16))
  return Math.round(whole / 2 + (random() * whole) / 2)
}
