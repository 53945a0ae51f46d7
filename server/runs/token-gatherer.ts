import { type Batcher, createBatcher } from '../lib/batcher.ts'
import type { Clock } from '../lib/clock.ts'

/**
 * Batches the pieces of a text: the first of a burst is sent at once, the following ones together after `windowMs`. `send` gets the
 * batched text and the offset of its first character.
 */
export function createGatherer(
  clock: Clock,
  windowMs: number,
  send: (offset: number, text: string) => void,
): Batcher<string> {
  let sent = 0
  return createBatcher<string>(clock, { ms: windowMs, busyMs: windowMs }, (pieces) => {
    const text = pieces.join('')
    const offset = sent
    sent += text.length
    if (text !== '') send(offset, text)
  })
}
