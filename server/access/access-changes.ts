import { createWaker } from '../lib/async.ts'
import type { Held } from './access-watch.ts'

/**
 * Yields an access as `show` has it: at once, and each time that it has become another, until there is none or the signal is
 * aborted.
 */
export async function* changes<A, S = A>(
  hold: (tell: (access: A | null) => void) => Promise<Held<A>>,
  show: (access: A) => S,
  until: AbortSignal,
): AsyncGenerator<S> {
  const waker = createWaker()
  let latest: A | null | undefined
  const { access, release } = await hold((now) => {
    latest = now
    waker.wake()
  })
  const onAbort = () => waker.wake()
  until.addEventListener('abort', onAbort)
  try {
    if (latest === undefined) latest = access
    while (latest && !until.aborted) {
      const next: A = latest
      latest = undefined
      yield show(next)
      if (latest === undefined && !until.aborted) await waker.woken()
    }
  } finally {
    until.removeEventListener('abort', onAbort)
    release()
  }
}
