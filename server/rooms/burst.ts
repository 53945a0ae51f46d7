import type { Timers } from '../runs/token-gatherer.ts'

/** Gathers what comes in bursts; see `createBurst`. */
export interface Burst<T> {
  add(item: T): void
  /** Sends what waits; nothing follows it by itself. */
  end(): void
}

/** How long a burst gathers, in milliseconds. */
interface Window {
  ms: number
  /** The same where so much comes that at least two things would wait for each `ms`. */
  busyMs: number
}

/**
 * The first of a burst leaves at once, alone; what follows within the window leaves together, and so on until a window passes
 * in which nothing came. `send` gets the items in order, never none.
 */
export const createBurst = <T>(
  timers: Timers,
  { ms, busyMs }: Window,
  send: (items: T[]) => void,
): Burst<T> => {
  let waiting: T[] = []
  let windowMs = ms
  let cancel: (() => void) | null = null
  const flush = () => {
    if (waiting.length === 0) return
    const items = waiting
    waiting = []
    send(items)
  }
  const open = () => {
    cancel = timers.set(() => {
      cancel = null
      const rate = waiting.length / windowMs
      windowMs = rate >= 2 / ms ? busyMs : ms
      if (waiting.length === 0) return
      open()
      flush()
    }, windowMs)
  }
  return {
    add(item) {
      waiting.push(item)
      if (cancel) return
      open()
      flush()
    },
    end() {
      cancel?.()
      cancel = null
      flush()
    },
  }
}
