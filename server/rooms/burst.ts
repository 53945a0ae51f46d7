import type { Timers } from '../runs/token-gatherer.ts'

/** Gathers what comes in bursts; see `createBurst`. */
export interface Burst<T> {
  add(item: T): void
  /** Sends what waits; nothing follows it by itself. */
  end(): void
}

/**
 * The first of a burst leaves at once, alone; what follows within `windowMs` milliseconds leaves together, and so on until a
 * window passes in which nothing came. `send` gets the items in order, never none.
 */
export const createBurst = <T>(
  timers: Timers,
  windowMs: number,
  send: (items: T[]) => void,
): Burst<T> => {
  let waiting: T[] = []
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
