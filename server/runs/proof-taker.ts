import type { Id } from '../../shared/ids.ts'
import { createSerial, orAbort } from '../lib/async.ts'
import type { Clock } from '../lib/clock.ts'
import { withoutProofs } from '../versions/proofs.ts'
import { type ProofDeps, takeProofs } from './take-proofs.ts'

export interface ProofTaker {
  /** Returns at once. */
  runEnded(runId: Id): void
  close(): Promise<void>
}

type Deps = ProofDeps & {
  clock: Pick<Clock, 'after' | 'date'>
  log: { warn(details: object, message: string): void }
}

const most = 20
const mostKnown = 1_000
const longestMs = 120_000
const everyMs = 10 * 60_000
const sinceMs = 60 * 60_000

/**
 * Takes pictures after runs, one run at a time. What a killed server left is found by another, or by itself after a restart, for
 * an hour.
 */
export function createProofTaker(deps: Deps, firstMs = 30_000): ProofTaker {
  const { clock, db, log, browser } = deps
  const closing = new AbortController()
  const serial = createSerial()
  /** Each once. */
  const known = new Set<Id>()
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  let cancelNext = () => {}

  const take = async (runId: Id) => {
    const limit = new AbortController()
    const cancel = clock.after(longestMs, () => limit.abort(new Error('It took too long.')))
    const signal = AbortSignal.any([closing.signal, limit.signal])
    try {
      signal.throwIfAborted()
      await orAbort(takeProofs(deps, runId, signal), signal)
    } catch (error) {
      if (!closing.signal.aborted)
        log.warn({ err: error, runId }, 'no pictures were taken of what a run left')
    } finally {
      cancel()
      waiting--
    }
  }

  const runEnded = (runId: Id) => {
    if (closing.signal.aborted || browser.unavailable() !== null) return
    if (waiting >= most || known.has(runId)) return
    known.add(runId)
    if (known.size > mostKnown) known.delete(known.values().next().value ?? '')
    waiting++
    last = serial(() => take(runId))
  }

  const findLeft = async () => {
    if (browser.unavailable() !== null) return
    for (const { runId } of await withoutProofs(db, new Date(clock.date().getTime() - sinceMs)))
      runEnded(runId)
  }

  const later = (ms: number) => {
    cancelNext = clock.after(ms, () => {
      findLeft()
        .catch((error: unknown) => log.warn({ err: error }, 'runs without pictures were not found'))
        .finally(() => {
          if (!closing.signal.aborted) later(everyMs)
        })
    })
  }
  later(firstMs)

  return {
    runEnded,
    async close() {
      closing.abort(new Error('The server stops.'))
      cancelNext()
      await last
    },
  }
}
