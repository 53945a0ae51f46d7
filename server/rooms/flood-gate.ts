import type { Clock } from '../lib/clock.ts'
import type { Frame } from './doc-protocol.ts'

/** Limits per socket: several times what a person produces. */
const windowMs = 2_000
const most = { awareness: 200, frames: 1_000, bytes: 4_000_000 } as const

export function createFloodGate<Sender>(clock: Clock) {
  const spent = new Map<Sender, { awareness: number; frames: number; bytes: number }>()
  let cancel: (() => void) | null = null
  return {
    admits(sender: Sender, type: Frame['type'], bytes: number): boolean {
      cancel ??= clock.after(windowMs, () => {
        cancel = null
        spent.clear()
      })
      let sum = spent.get(sender)
      if (!sum) {
        sum = { awareness: 0, frames: 0, bytes: 0 }
        spent.set(sender, sum)
      }
      sum.frames += 1
      sum.bytes += bytes
      if (type === 'awareness' || type === 'queryAwareness') sum.awareness += 1
      return sum.frames <= most.frames && sum.bytes <= most.bytes && sum.awareness <= most.awareness
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
