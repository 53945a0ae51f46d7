import { type Burst, createBurst } from '../rooms/burst.ts'

/** Timers as a parameter, so that tests run without a clock (rule 13). */
export interface Timers {
  set(callback: () => void, ms: number): () => void
}

export const realTimers: Timers = {
  set(callback, ms) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

/**
 * Gathers the pieces of a text: the first of a burst leaves at once, what follows within `windowMs` leaves together.
 * `send` gets the gathered text and the offset of its first character.
 */
export const createGatherer = (
  timers: Timers,
  windowMs: number,
  send: (offset: number, text: string) => void,
): Burst<string> => {
  let sent = 0
  return createBurst<string>(timers, { ms: windowMs, busyMs: windowMs }, (pieces) => {
    const text = pieces.join('')
    const offset = sent
    sent += text.length
    if (text !== '') send(offset, text)
  })
}
