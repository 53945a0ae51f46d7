import type { Clock } from '../lib/clock.ts'
import type { Frame } from './doc-protocol.ts'

/** Limits per socket: several times what a person produces. */
const windowMs = 2_000
export const floodLimits = {
  windowMs,
  awareness: 200,
  frames: 1_000,
  bytes: 4_000_000,
  work: 10_000_000,
  replies: 16_000_000,
} as const

interface Spent {
  awareness: number
  frames: number
  bytes: number
  work: number
  replies: number
}

export function createFloodGate<Sender>(clock: Clock) {
  const spent = new Map<Sender, Spent>()
  let cancel: (() => void) | null = null
  return {
    admits(sender: Sender, type: Frame['type'], bytes: number): boolean {
      cancel ??= clock.after(windowMs, () => {
        cancel = null
        spent.clear()
      })
      let sum = spent.get(sender)
      if (!sum) {
        sum = { awareness: 0, frames: 0, bytes: 0, work: 0, replies: 0 }
        spent.set(sender, sum)
      }
      sum.frames += 1
      sum.bytes += bytes
      if (type === 'awareness' || type === 'queryAwareness') sum.awareness += 1
      return (
        sum.frames <= floodLimits.frames &&
        sum.bytes <= floodLimits.bytes &&
        sum.awareness <= floodLimits.awareness
      )
    },
    /** After `admits`: comparisons that an update may cause. */
    admitsWork(sender: Sender, work: number): boolean {
      const sum = spent.get(sender)
      if (!sum) return true
      sum.work += work
      return sum.work <= floodLimits.work
    },
    /** After `admits`: a small question may have a large answer. */
    admitsReply(sender: Sender, bytes: number): boolean {
      const sum = spent.get(sender)
      if (!sum) return true
      const before = sum.replies
      sum.replies += bytes
      // the first one of a window may be of any size
      return before === 0 || sum.replies <= floodLimits.replies
    },
    forget(sender: Sender): void {
      spent.delete(sender)
    },
    end(): void {
      cancel?.()
      cancel = null
      spent.clear()
    },
  }
}
