import { type Batcher, createBatcher } from '../lib/batcher.ts'
import type { Clock } from '../lib/clock.ts'

/**
 * Sends a burst's first piece at once and batches the rest for `windowMs`. `send` gets the text and
 * its offset.
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
