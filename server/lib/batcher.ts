import { limits } from '../../shared/limits.ts'
import type { Clock } from './clock.ts'

/** Gathers what comes in bursts; see `createBatcher`. */
export interface Batcher<T> {
  add(item: T): void
  /** What waits, in order. */
  readonly waiting: readonly T[]
  /** Sends what waits, now. */
  flush(): void
}

/** How long a burst gathers, in milliseconds. */
interface Window {
  ms: number
  /** The same where so much comes that at least two things would wait for each `ms`. */
  busyMs: number
}

/** How a doc's changes gather: about one frame of the readers' screens, or two where many change something at once. */
export const docFrames: Window = { ms: limits.docFrameMs, busyMs: limits.docBusyFrameMs }

/**
 * The first of a burst leaves at once, alone; what follows within the window leaves together, and so on until a window passes
 * in which nothing came. A timer runs only while something waits: each one wakes the process. `send` gets the items in order, never none.
 */
export function createBatcher<T>(
  clock: Clock,
  { ms, busyMs }: Window,
  send: (items: T[]) => void,
): Batcher<T> {
  let waiting: T[] = []
  let sentAt = Number.NEGATIVE_INFINITY
  let windowMs = ms
  let cancel: (() => void) | null = null
  const flush = () => {
    cancel?.()
    cancel = null
    if (waiting.length === 0) return
    const items = waiting
    waiting = []
    sentAt = clock.now()
    send(items)
  }
  return {
    add(item) {
      waiting.push(item)
      if (cancel) return
      const left = sentAt + windowMs - clock.now()
      if (left <= 0) {
        windowMs = ms
        flush()
      } else
        cancel = clock.after(left, () => {
          windowMs = waiting.length / windowMs >= 2 / ms ? busyMs : ms
          flush()
        })
    },
    get waiting() {
      return waiting
    },
    flush,
  }
}
