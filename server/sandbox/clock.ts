import { setTimeout as sleep } from 'node:timers/promises'

/** Time as the sandboxes see it, in milliseconds. */
export interface Clock {
  now(): number
  /** Rejects when the signal is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}
