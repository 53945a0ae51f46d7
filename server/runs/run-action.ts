import { and, eq } from 'drizzle-orm'
import { runs, steps } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { changeFiles, treeEntries, treeHash } from '../versions/working-tree.ts'
import { conflictsForAgent } from './conflicts-for-agent.ts'
import { endRunIn } from './end-run.ts'
import { writeStep, writeToolEnd, writeToolStart } from './journal.ts'
import { type Lease, underLease } from './lease.ts'
import { type ActionPlan, planAction } from './plan-action.ts'

interface Deps {
  db: Db
  lockSession: LockSession
}

/** `ended`: with the run. `agent`: its work goes on from the files as they are now. */
type Acted = 'ended' | 'agent'

/** The step in which a run says what its action did. */
const step = 0
const usage = { inputTokens: 0, outputTokens: 0 }

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

async function carryOut(
  transaction: SessionTransaction,
  lease: Lease,
  plan: ActionPlan,
  conflictText: string | null,
): Promise<Acted> {
  const { tx } = transaction
  const { action, edits, text } = plan
  const run = { ...lease.run, action }
  await tx.update(runs).set({ action }).where(eq(runs.id, run.id))
  if (conflictText !== null) {
    await giveConflicts(transaction, lease, plan, conflictText)
    return 'agent'
  }
  await writeStep(transaction, lease, { step, text, toolCalls: [], usage })
  const changes = await changeFiles(transaction, edits, run.id)
  if (changes.length > 0 && repairs(action)) return 'agent'
  await endRunIn(transaction, run, { outcome: 'done' })
  return 'ended'
}

function repairs(action: RunAction): boolean {
  return action.kind !== 'restore' && action.repair
}

/**
 * Makes the change of a run that has an action: the whole of it with the run's end in one transaction, or nothing. For a
 * repair the agent takes over after that. A change for files that have moved meanwhile is made anew.
 */
export async function runAction(
  { db, lockSession }: Deps,
  lease: Lease,
  action: RunAction,
  signal: AbortSignal,
): Promise<Acted> {
  if (await hasActed(db, lease)) return 'agent'
  for (;;) {
    signal.throwIfAborted()
    const plan = await planAction(db, lease.run, action)
    const conflictText = await conflictsForAgent(plan)
    signal.throwIfAborted()
    const acted = await underLease(lockSession, lease, async (transaction) => {
      const now = await treeEntries(transaction.tx, lease.run.sessionId)
      if (treeHash(now) !== treeHash(plan.ours)) return null
      return carryOut(transaction, lease, plan, conflictText)
    })
    if (acted !== null) return acted
  }
}

/** An error that people read, as the run's end; others are thrown. */
export function actionFailure(error: unknown) {
  if (!(error instanceof AppError)) throw error
  return { outcome: 'failed' as const, code: error.code, message: error.message }
}
