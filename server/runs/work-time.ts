import type { Clock } from '../lib/clock.ts'

/**
 * How long a run has worked. It stands still while a tool call is under way and the session's sandbox waits for its turn on
 * this server: others' work does not count.
 */
export interface WorkTime {
  toolStarted(): void
  toolEnded(): void
  sandboxWaits(waits: boolean): void
  /** Since it was created. */
  workedMs(): number
  /** Since the last call of `stored`. */
  unstoredMs(): number
  stored(ms: number): void
  stop(): void
}

/** `leftMs`: until `onOver` is called, once. */
export function createWorkTime(
  clock: Pick<Clock, 'now' | 'after'>,
  leftMs: number,
  onOver: () => void,
): WorkTime {
  let tools = 0
  let waits = false
  let stopped = false
  let worked = 0
  let storedMs = 0
  /** Null while it stands still. */
  let since: number | null = null
  let cancel = () => {}

  const workedMs = () => worked + (since === null ? 0 : clock.now() - since)

  const stand = () => {
    worked = workedMs()
    since = null
    cancel()
  }

  const update = () => {
    const goes = !stopped && !(waits && tools > 0)
    if (goes === (since !== null)) return
    if (!goes) return stand()
    since = clock.now()
    cancel = clock.after(Math.max(0, leftMs - worked), onOver)
  }

  update()
  return {
    toolStarted() {
      tools += 1
      update()
    },
    toolEnded() {
      tools -= 1
      update()
    },
    sandboxWaits(is) {
      waits = is
      update()
    },
    workedMs,
    unstoredMs: () => workedMs() - storedMs,
    stored(ms) {
      storedMs += ms
    },
    stop() {
      stopped = true
      update()
    },
  }
}
