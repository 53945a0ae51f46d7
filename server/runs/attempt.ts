import type { Db } from '../../drizzle/types.ts'
import { isDatabaseLoss, isDatabaseShortage } from '../db/errors.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { PageBrowser } from '../browser/port.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { treeHash } from '../versions/folders.ts'
import { binaryFiles, readFile, treeEntries } from '../versions/working-tree.ts'
import type { DiskSpace } from '../lib/disk-space.ts'
import { shortageText } from '../lib/shortage.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { endRun, type RunEnd } from './end-run.ts'
import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import { readConversation } from './history.ts'
import { changedByOthers } from './changed-by-others.ts'
import { createJournal, type OpenJournal } from './journal.ts'
import { actionFailure, runAction } from './run-action.ts'
import { runVersions } from './run-versions.ts'
import type { Lease } from './lease.ts'
import type { WorkTime } from './work-time.ts'
import type { Agent, RunContext } from '../agent-port/agent.ts'
import type { Clock } from '../lib/clock.ts'

export interface AttemptDeps {
  db: Db
  lockSession: LockSession
  bus: Bus
  agent: Agent
  sandboxes: Sandboxes
  browser: PageBrowser
  clock: Clock
  log: { error(details: object, message: string): void }
  /** Without it nothing is stored on this machine's disk. */
  space?: Pick<DiskSpace, 'isFull' | 'require'>
  onEnded: (lease: Lease) => void
}

/** Why an attempt is aborted. An attempt is a run under one lease. */
export type AbortReason = 'stopped' | 'timed_out' | 'shutdown' | 'lost'

function isAbortReason(value: unknown): value is AbortReason {
  return value === 'stopped' || value === 'timed_out' || value === 'shutdown' || value === 'lost'
}

function readableMinutes(ms: number) {
  return ms < 60_000 ? `${Math.round(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`
}

async function contextOf(
  deps: AttemptDeps,
  lease: Lease,
  journal: RunContext['journal'],
  { time, signal }: Pick<RunContext, 'time' | 'signal'>,
): Promise<RunContext> {
  const { run } = lease
  const entries = () => treeEntries(deps.db, run.sessionId)
  return {
    runId: run.id,
    sessionId: run.sessionId,
    attempt: lease.lease,
    model: run.model,
    ...(await readConversation(deps.db, run)),
    journal,
    files: {
      list: async () => (await entries()).map((entry) => entry.path),
      read: (path) => readFile(deps.db, run.sessionId, path),
      binaries: () => binaryFiles(deps.db, run.sessionId),
      hash: async () => treeHash(await entries()),
      changedBy: (path) => changedByOthers(deps.db, run, path),
    },
    versions: runVersions(deps.db, run),
    sandbox: deps.sandboxes.forRun(run.sessionId),
    browser: deps.browser,
    time,
    signal,
  }
}

/** The agent's work, after the run's action if there is one. `ended`: that was all, and the run has ended with it. */
async function work(
  deps: AttemptDeps,
  { run, ...lease }: Lease,
  context: RunContext,
): Promise<RunEnd | 'ended'> {
  if (run.action !== null) {
    const acted = await runAction(deps, { run, ...lease }, run.action, context.signal).catch(
      actionFailure,
    )
    if (acted !== 'agent') return acted
  }
  const result = await deps.agent.run(context)
  return result.ok ? { outcome: 'done' } : { outcome: 'failed', ...result }
}

/** How the run ends; null if only the attempt ends. */
async function outcomeOf(
  deps: AttemptDeps,
  lease: Lease,
  context: RunContext,
  timeoutMs: number,
): Promise<RunEnd | 'ended' | null> {
  const aborted = (): RunEnd | null | undefined => {
    if (!context.signal.aborted) return undefined
    const reason: unknown = context.signal.reason
    if (!isAbortReason(reason)) return null
    switch (reason) {
      case 'stopped':
        return { outcome: 'cancelled' }
      case 'timed_out':
        return {
          outcome: 'timed_out',
          code: 'run_timeout',
          message: `The run took longer than ${readableMinutes(timeoutMs)} and was stopped. Its work so far is kept: send another message to continue.`,
        }
      case 'shutdown':
      case 'lost':
        return null
    }
  }
  try {
    const end = await work(deps, lease, context)
    if (end === 'ended') return end
    const early = aborted()
    return early === undefined ? end : early
  } catch (error) {
    if (error instanceof StaleLeaseError) return null
    const early = aborted()
    if (early !== undefined) return early
    deps.log.error({ err: error, runId: context.runId }, 'the agent threw')
    // the next lease goes on once the database is back
    if (isDatabaseLoss(error)) return null
    // makes room for the end
    const isOwnDisk = deps.space?.isFull() ?? false
    // the end could not be stored either; the next lease goes on with what there is then
    if (!isOwnDisk && isDatabaseShortage(error)) return null
    const message =
      error instanceof AppError
        ? error.message
        : (shortageText(error) ?? 'The run failed because of an error inside FeGG. Try again.')
    return { outcome: 'failed', code: 'internal', message }
  }
}

/** Says when tool calls are under way. */
function withToolTime(journal: OpenJournal, time: WorkTime): RunContext['journal'] {
  return {
    ...journal,
    async startTool(call) {
      await journal.startTool(call)
      time.toolStarted()
    },
    async endTool(end) {
      time.toolEnded()
      return journal.endTool(end)
    },
  }
}

/** Returns once the run has ended or the lease is lost. Never throws. */
export async function runAttempt(
  deps: AttemptDeps,
  lease: Lease,
  { signal, timeoutMs, time }: { signal: AbortSignal; timeoutMs: number; time: WorkTime },
): Promise<void> {
  const onError = (error: unknown) =>
    deps.log.error({ err: error, runId: lease.run.id }, 'storing the running text failed')
  const journal = createJournal({ ...deps, flushMs: 400, onError }, lease)
  try {
    const context = await contextOf(deps, lease, withToolTime(journal, time), {
      time: { usedMs: () => lease.run.activeMs + time.workedMs(), limitMs: timeoutMs },
      signal,
    })
    const end = await outcomeOf(deps, lease, context, timeoutMs)
    if (end !== 'ended') {
      if (end?.outcome === 'cancelled' || end?.outcome === 'timed_out')
        await journal.settlePartialStep()
      journal.close()
      if (end === null) return
      await endRun(deps.lockSession, lease, end)
    }
    deps.onEnded(lease)
    await deps.agent.forget(lease.run.id)
  } catch (error) {
    if (!(error instanceof StaleLeaseError))
      deps.log.error({ err: error, runId: lease.run.id }, 'an attempt broke off')
  } finally {
    journal.close()
  }
}
