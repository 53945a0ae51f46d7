import { and, eq } from 'drizzle-orm'
import { runs, steps } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { treeHash } from '../versions/folders.ts'
import { changeFiles, treeEntries } from '../versions/working-tree.ts'
import { conflictsForAgent } from './conflicts-for-agent.ts'
import { endRun, endRunIn } from './end-run.ts'
import { writeStep, writeToolEnd, writeToolStart } from './journal.ts'
import { type Lease, underLease } from './lease.ts'
import { type ActionPlan, planAction } from './plan-action.ts'
import { remakeLockfiles } from './remake-lockfiles.ts'

type Deps = { db: Db; lockSession: LockSession } & Parameters<typeof remakeLockfiles>[0]

/** `ended`: with the run. `agent`: its work goes on from the files as they are now. */
type Acted = 'ended' | 'agent'

/** The step in which a run says what its action did. */
const step = 0
const usage = { inputTokens: 0, outputTokens: 0 }

/** An earlier attempt has made the change, and something is left to do. */
async function hasActed(db: Db, { run }: Lease): Promise<boolean> {
  const [row] = await db
    .select({ step: steps.step })
    .from(steps)
    .where(and(eq(steps.runId, run.id), eq(steps.step, step)))
  return row !== undefined
}

/** The conflicts are the result of a call of this step, so that the agent goes on from them. */
async function giveConflicts(
  transaction: SessionTransaction,
  lease: Lease,
  { text, conflicts, edits }: ActionPlan,
  result: string,
): Promise<void> {
  const call = { id: 'merge', name: 'merge_conflicts', args: {} }
  await writeStep(transaction, lease, { step, text, toolCalls: [call], usage })
  const title = conflicts.length === 1 ? '1 file' : `${conflicts.length} files`
  const place = { callId: call.id, step, tool: call.name, title }
  await writeToolStart(transaction, lease, place)
  await writeToolEnd(transaction, lease, { callId: call.id, ok: false, result, edits })
}

/** Null: it is made, and something is left to do. */
async function carryOut(
  transaction: SessionTransaction,
  lease: Lease,
  plan: ActionPlan,
  conflictText: string | null,
): Promise<'ended' | null> {
  const { tx } = transaction
  const { action, edits, text } = plan
  const run = { ...lease.run, action }
  await tx.update(runs).set({ action }).where(eq(runs.id, run.id))
  if (conflictText !== null) {
    await giveConflicts(transaction, lease, plan, conflictText)
    return null
  }
  await writeStep(transaction, lease, { step, text, toolCalls: [], usage })
  const changes = await changeFiles(transaction, edits, run.id)
  if (changes.length > 0 && (repairs(action) || plan.remake.length > 0)) return null
  await endRunIn(transaction, run, { outcome: 'done' })
  return 'ended'
}

function repairs(action: RunAction): boolean {
  return action.kind !== 'restore' && action.repair
}

/** For files that have moved meanwhile it is planned anew. */
async function makeChange(
  { db, lockSession }: Deps,
  lease: Lease,
  action: RunAction,
  signal: AbortSignal,
): Promise<'ended' | null> {
  for (;;) {
    signal.throwIfAborted()
    const plan = await planAction(db, lease.run, action)
    const conflictText = await conflictsForAgent(plan)
    signal.throwIfAborted()
    const made = await underLease(lockSession, lease, async (transaction) => {
      const now = await treeEntries(transaction.tx, lease.run.sessionId)
      if (treeHash(now) !== treeHash(plan.ours)) return { is: 'late' as const }
      return { is: 'made' as const, end: await carryOut(transaction, lease, plan, conflictText) }
    })
    if (made.is === 'made') return made.end
  }
}

/**
 * Makes the change of a run that has an action, the whole of it in one transaction or nothing; with the run's end if nothing
 * is left to do. Otherwise lockfiles are made anew, and for a repair the agent takes over.
 */
export async function runAction(
  deps: Deps,
  lease: Lease,
  action: RunAction,
  signal: AbortSignal,
): Promise<Acted> {
  if (!(await hasActed(deps.db, lease))) {
    const end = await makeChange(deps, lease, action, signal)
    if (end !== null) return end
  }
  await remakeLockfiles(deps, lease, signal)
  if (repairs(action)) return 'agent'
  await endRun(deps.lockSession, lease, { outcome: 'done' })
  return 'ended'
}

/** An error that people read, as the run's end; others are thrown. */
export function actionFailure(error: unknown) {
  if (!(error instanceof AppError)) throw error
  return { outcome: 'failed' as const, code: error.code, message: error.message }
}
