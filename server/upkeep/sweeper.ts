import { sweep, type SweepDeps } from './sweep.ts'

const everyMs = 60 * 60_000
/** Nodes that start together don't sweep together. */
const firstMs = { least: 60_000, spread: 10 * 60_000 }

export interface Sweeper {
  /** Ends a running sweep after the row that it is at. */
  close(): Promise<void>
}

/** Sweeps soon after the start, then hourly. */
export function startSweeper(deps: Omit<SweepDeps, 'signal'>): Sweeper {
  const closing = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let cancel = () => {}
  const later = (ms: number) => {
    cancel = deps.clock.after(ms, () => {
      running = sweep({ ...deps, signal: closing.signal }).then(() => {
        if (!closing.signal.aborted) later(everyMs)
      })
    })
  }
  later(firstMs.least + Math.random() * firstMs.spread)
  return {
    async close() {
      closing.abort()
      cancel()
      await running
    },
  }
}
