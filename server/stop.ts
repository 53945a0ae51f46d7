/**
 * Closes a server, but waits at most `limitMs`: nothing acknowledged is lost by ending the process (rule 1.1). `close` names each
 * step as it begins; where the time is over, `say` is given the step that was waited for.
 */
export async function stopWithin(
  close: (step: (name: string) => void) => Promise<void>,
  limitMs: number,
  say: (line: string) => void,
): Promise<void> {
  let current = 'nothing'
  const { promise: timeUp, resolve } = Promise.withResolvers<'time is up'>()
  const timer = setTimeout(() => resolve('time is up'), limitMs)
  try {
    const closed = close((name) => {
      current = name
    })
    if ((await Promise.race([closed, timeUp])) !== 'time is up') return
    closed.catch(() => undefined)
    say(`Stopped after ${limitMs / 1_000} s without waiting longer for: ${current}.`)
  } finally {
    clearTimeout(timer)
  }
}
