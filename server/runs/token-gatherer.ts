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
) => {
  let sent = 0
  let waiting = ''
  let cancel: (() => void) | null = null
  const flush = () => {
    if (waiting === '') return
    const text = waiting
    waiting = ''
    const offset = sent
    sent += text.length
    send(offset, text)
  }
  const open = () => {
    cancel = timers.set(() => {
      cancel = null
      if (waiting === '') return
      flush()
      open()
    }, windowMs)
  }
  return {
    add(text: string): void {
      waiting += text
      if (cancel) return
      flush()
      open()
    },
    /** Sends what waits; nothing follows it by itself. */
    end(): void {
      flush()
      cancel?.()
      cancel = null
    },
  }
}
