import { limits } from '../../shared/limits.ts'
import type { Clock } from './clock.ts'

export interface Batcher<T> {
  add(item: T): void
  readonly waiting: readonly T[]
  flush(): void
}

/** Milliseconds. */
interface Window {
  ms: number
  /** Used while at least two items arrive per `ms`. */
  busyMs: number
}

/** About one frame of a screen, or two while many people type. */
export const docFrames: Window = { ms: limits.docFrameMs, busyMs: limits.docBusyFrameMs }

/**
 * Sends the first item at once, then batches until a window passes without items. Timers wake the
 * process, so one runs only while items wait.
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
