import { orAbort } from './async.ts'
import type { Clock } from './clock.ts'

export interface LaneSizes {
  running: number
  waiting: number
  /** Sum of all finished waits. */
  waitedMs: number
}

interface JobOptions {
  /** Ends the wait; the work itself must follow it. */
  signal?: AbortSignal
  /** How many jobs come before this one, again each time that it changes; null once it begins. */
  onWait?: (ahead: number | null) => void
}

/** Runs heavy work, so much at a time, each group (a workspace) in its turn. */
export interface Lane {
  /** Never call it from within a job: with all slots taken so, none would become free. */
  run<T>(group: string, work: () => Promise<T>, options?: JobOptions): Promise<T>
  sizes(): LaneSizes
}

interface Job {
  group: string
  begin(): void
  onWait: ((ahead: number | null) => void) | undefined
  ahead: number | null
}

/** One group never takes the last of several slots. */
export function createLane(slots: number, clock: Pick<Clock, 'now'>): Lane {
  const ofGroup = Math.max(1, slots - 1)
  const running = new Map<string, number>()
  let busy = 0
  let waitedMs = 0
  let waiting: Job[] = []
  /** The groups, the one that began a job last at the end. */
  let turns: string[] = []

  /**
   * The waiting jobs in the order in which they begin, if all take equally long: first of the
   * groups that have least, then of the one whose turn is longest ago.
   */
  const inOrder = (): Job[] => {
    const taken = new Map(running)
    const places = waiting.map((job) => {
      const round = taken.get(job.group) ?? 0
      taken.set(job.group, round + 1)
      return { job, round, turn: turns.indexOf(job.group) }
    })
    return places.sort((a, b) => a.round - b.round || a.turn - b.turn).map(({ job }) => job)
  }

  const beginSome = () => {
    for (const job of inOrder()) {
      if (busy >= slots) break
      const mine = running.get(job.group) ?? 0
      if (mine >= ofGroup) continue
      busy += 1
      running.set(job.group, mine + 1)
      waiting = waiting.filter((other) => other !== job)
      turns = [...turns.filter((group) => group !== job.group), job.group]
      job.begin()
    }
    inOrder().forEach((job, index) => {
      if (job.ahead === index) return
      job.ahead = index
      job.onWait?.(index)
    })
  }

  const end = (group: string) => {
    busy -= 1
    const left = (running.get(group) ?? 1) - 1
    if (left > 0) running.set(group, left)
    else running.delete(group)
    if (left === 0 && !waiting.some((job) => job.group === group))
      turns = turns.filter((other) => other !== group)
    beginSome()
  }

  return {
    async run(group, work, { signal, onWait } = {}) {
      signal?.throwIfAborted()
      const begun = Promise.withResolvers<void>()
      let has = false
      const job: Job = {
        group,
        onWait,
        ahead: null,
        begin() {
          has = true
          begun.resolve()
        },
      }
      const since = clock.now()
      waiting.push(job)
      beginSome()
      try {
        await (signal ? orAbort(begun.promise, signal) : begun.promise)
        waitedMs += clock.now() - since
        if (job.ahead !== null) onWait?.(null)
        return await work()
      } finally {
        waiting = waiting.filter((other) => other !== job)
        if (has) end(group)
        else beginSome()
      }
    },
    sizes: () => ({ running: busy, waiting: waiting.length, waitedMs }),
  }
}
