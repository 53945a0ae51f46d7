import { eq, inArray, sql } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { Shortages } from '../lib/shortages.ts'
import { type AbortReason, type AttemptDeps, runAttempt } from './attempt.ts'
import { type Lease, releaseLease, renewLease, takeLeases } from './lease.ts'
import type { ProofTaker } from './proof-taker.ts'
import { createWorkTime, type WorkTime } from './work-time.ts'

export interface RunnerOptions {
  concurrency: number
  /** Of one workspace, on all nodes. */
  perWorkspace?: number
  /** Lease duration without renewal, in ms. */
  leaseMs: number
  /** Limit to a run's working time over all its attempts, in ms. */
  timeoutMs: number
  /** Polling interval in ms; the bus wakes it sooner (rule 10). */
  pollMs: number
  owner: string
}

export interface Runner {
  start(): void
  /**
   * Aborts running attempts and waits for them; the runs continue elsewhere or at the next start.
   */
  close(): Promise<void>
  /** Runs at work here. */
  running(): number
}

type Deps = Omit<AttemptDeps, 'onEnded'> & {
  /** While something is short, no run begins. */
  shortages?: Pick<Shortages, 'text'>
  proofs?: Pick<ProofTaker, 'runEnded'>
}

interface Job {
  lease: Lease
  controller: AbortController
  time: WorkTime
  ended: Promise<void>
}

/** For an embedded database, used by one process: leases of an earlier boot are void. */
export async function voidOldLeases({ db }: Pick<Deps, 'db'>): Promise<void> {
  await db
    .update(runs)
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where(inArray(runs.status, ['running', 'stopping']))
}

/** Takes queued runs, one per session at a time (rule 2), and renews their leases. */
export function createRunner(deps: Deps, options: RunnerOptions): Runner {
  const { db, bus, clock } = deps
  const { owner, leaseMs, perWorkspace = Number.MAX_SAFE_INTEGER } = options
  const leaseDeps = { ...deps, owner, leaseMs, perWorkspace }
  const jobs = new Map<Id, Job>()
  let open = false
  let taking: Promise<void> | null = null
  let again = false
  let cancelPoll: (() => void) | null = null

  const abort = (job: Job, reason: AbortReason) => job.controller.abort(reason)

  /** Returns a function that stops the renewals. */
  const keepLease = (job: Job): (() => void) => {
    let kept = true
    let cancel = () => {}
    const renew = async () => {
      try {
        const workedMs = job.time.unstoredMs()
        const status = await renewLease(leaseDeps, job.lease, workedMs)
        job.time.stored(workedMs)
        if (!kept) return
        if (status === null) abort(job, 'lost')
        else if (status === 'stopping') abort(job, 'stopped')
      } catch (error) {
        deps.log.error({ err: error, runId: job.lease.run.id }, 'renewing a lease failed')
      }
      renewLater()
    }
    const renewLater = () => {
      if (kept) cancel = clock.after(options.leaseMs / 3, () => void renew())
    }
    renewLater()
    return () => {
      kept = false
      cancel()
    }
  }

  const runEnded = ({ run }: Lease) => {
    deps.proofs?.runEnded(run.id)
    takeWork()
  }

  const startJob = (lease: Lease) => {
    const { run } = lease
    const controller = new AbortController()
    const time = createWorkTime(clock, options.timeoutMs - run.activeMs, () =>
      controller.abort('timed_out' satisfies AbortReason),
    )
    const unwatch = deps.sandboxes.onWait(run.sessionId, (waits) => time.sandboxWaits(waits))
    const job: Job = { lease, controller, time, ended: Promise.resolve() }
    const cancelKeep = keepLease(job)
    if (run.status === 'stopping') abort(job, 'stopped')
    job.ended = runAttempt({ ...deps, onEnded: runEnded }, lease, {
      signal: controller.signal,
      timeoutMs: options.timeoutMs,
      time,
    }).finally(() => {
      time.stop()
      unwatch()
      cancelKeep()
      // a lease that ran out may have been taken again here
      if (jobs.get(run.id) === job) jobs.delete(run.id)
      takeWork()
    })
    jobs.set(run.id, job)
  }

  const takeWorkOnce = async () => {
    const free = options.concurrency - jobs.size
    if (free <= 0 || (deps.shortages && deps.shortages.text() !== null)) return
    await takeLeases(leaseDeps, free, async (lease) => {
      if (!open) await releaseLease(leaseDeps, lease)
      else startJob(lease)
    })
  }

  const takeWork = () => {
    if (!open) return
    if (taking) {
      again = true
      return
    }
    taking = takeWorkOnce()
      .catch((error: unknown) => deps.log.error({ err: error }, 'taking runs failed'))
      .finally(() => {
        taking = null
        if (again) {
          again = false
          takeWork()
        }
      })
  }

  const poll = () => {
    cancelPoll = clock.after(options.pollMs, () => {
      takeWork()
      poll()
    })
  }

  const stopIfStopping = async (job: Job) => {
    const [row] = await db
      .select({ status: runs.status })
      .from(runs)
      .where(eq(runs.id, job.lease.run.id))
    if (row?.status === 'stopping') abort(job, 'stopped')
  }

  const unsubscribe = bus.subscribe((message) => {
    if (message.type === 'queue_changed') takeWork()
    const job = message.type === 'stop' ? jobs.get(message.runId) : undefined
    if (job)
      stopIfStopping(job).catch((error: unknown) =>
        deps.log.error({ err: error }, 'stopping a run failed'),
      )
  })

  return {
    running: () => jobs.size,
    start() {
      open = true
      takeWork()
      poll()
    },
    async close() {
      open = false
      unsubscribe()
      cancelPoll?.()
      await taking
      const left = [...jobs.values()]
      for (const job of left) abort(job, 'shutdown')
      await Promise.all(left.map((job) => job.ended))
      await Promise.all(left.map((job) => releaseLease(leaseDeps, job.lease)))
    },
  }
}
