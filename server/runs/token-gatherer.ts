import { type Burst, createBurst } from '../lib/batcher.ts'
import type { Timers } from '../lib/timers.ts'

/**
 * Batches the pieces of a text: the first of a burst is sent at once, the following ones together after `windowMs`. `send` gets the
 * batched text and the offset of its first character.
 */
export function createGatherer(
  timers: Timers,
  windowMs: number,
  send: (offset: number, text: string) => void,
): Burst<string> {
  let sent = 0
  return createBurst<string>(timers, { ms: windowMs, busyMs: windowMs }, (pieces) => {
    const text = pieces.join('')
    const offset = sent
    sent += text.length
    if (text !== '') send(offset, text)
  })
}
