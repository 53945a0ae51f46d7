import { and, eq } from 'drizzle-orm'
import { activity, liveTexts, runs, steps, toolCalls } from '../../drizzle/schema.ts'
import type { ErrorCode } from '../../shared/protocol/errors.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { RunOutcome } from '../../shared/protocol/run-status.ts'
import { addActivity } from '../events/activity.ts'
import type { RunRow, Tx } from '../../drizzle/types.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { readPeople } from '../people/people.ts'
import { versionReason } from './people-texts.ts'
import { createVersion } from '../versions/versions.ts'
import { authorsOf } from './authors.ts'
import { type Lease, underLease } from './lease.ts'
import { versionParts } from './version-parts.ts'
import { dropSteers } from './steer.ts'

export type RunEnd =
  | { outcome: Extract<RunOutcome, 'done' | 'cancelled'> }
  | { outcome: Extract<RunOutcome, 'failed' | 'timed_out'>; code: ErrorCode; message: string }

async function endOpenTools({ tx, at, emit }: SessionTransaction, run: RunRow) {
  const mine = eq(toolCalls.runId, run.id)
  const rows = await tx.select().from(toolCalls).where(mine)
  for (const row of rows) {
    if (row.endedAt) continue
    const result = 'The run ended before this did.'
    const ms = at.getTime() - row.startedAt.getTime()
    await tx
      .update(toolCalls)
      .set({ result, ok: false, endedAt: at })
      .where(and(mine, eq(toolCalls.callId, row.callId)))
    await tx
      .update(activity)
      .set({ state: 'failed', ms })
      .where(and(eq(activity.runId, run.id), eq(activity.callId, row.callId)))
    const { callId, step, tool } = row
    const place = { runId: run.id, messageId: run.replyId, step, callId, tool }
    emit({ type: 'tool_end', ...place, ok: false, result, ms })
  }
}

async function endActivity(transaction: SessionTransaction, run: RunRow, end: RunEnd) {
  const { tx, at } = transaction
  await tx
    .update(activity)
    .set({
      state: end.outcome === 'done' ? 'ok' : 'failed',
      ms: at.getTime() - (run.startedAt ?? at).getTime(),
    })
    .where(and(eq(activity.runId, run.id), eq(activity.kind, 'run'), eq(activity.state, 'running')))
}

/** The run's row of the lease is older than its checks. */
async function checksOf(tx: Tx, run: RunRow) {
  const [row] = await tx.select({ checks: runs.checks }).from(runs).where(eq(runs.id, run.id))
  return row?.checks ?? null
}

/** The run's action as it was carried out; null if it was not. */
async function doneAction(tx: Tx, run: RunRow): Promise<RunAction | null> {
  if (run.action === null) return null
  const [done] = await tx
    .select({ action: runs.action })
    .from(runs)
    .innerJoin(steps, and(eq(steps.runId, runs.id), eq(steps.step, 0)))
    .where(eq(runs.id, run.id))
  return done?.action ?? null
}

/** Creates a version if files have changed. */
export async function endRunIn(
  transaction: SessionTransaction,
  run: RunRow,
  end: RunEnd,
): Promise<void> {
  const { tx, at, emit } = transaction
  await endOpenTools(transaction, run)
  const authors = await authorsOf(tx, run)
  const people = await readPeople(tx, [authors])
  const reason = versionReason(people(authors))
  const version = await createVersion(transaction, {
    runId: run.id,
    authors,
    reason,
    ...versionParts(await doneAction(tx, run)),
    outcome: end.outcome,
    checks: await checksOf(tx, run),
  })
  const failure = 'code' in end ? end : null
  await tx
    .update(runs)
    .set({
      status: end.outcome,
      endedAt: at,
      leaseUntil: null,
      errorCode: failure?.code ?? null,
      errorMessage: failure?.message ?? null,
    })
    .where(eq(runs.id, run.id))
  await dropSteers(tx, run.sessionId)
  await tx.delete(liveTexts).where(eq(liveTexts.runId, run.id))
  await endActivity(transaction, run, end)
  if (failure) {
    const { code, message } = failure
    const order = emit({ type: 'error', runId: run.id, code, message })
    await addActivity(transaction, {
      order,
      kind: 'error',
      title: message,
      state: 'failed',
      runId: run.id,
      personId: run.authorId,
    })
  }
  const done = emit({
    type: 'done',
    runId: run.id,
    messageId: run.replyId,
    outcome: end.outcome,
  })
  if (version)
    await addActivity(transaction, {
      order: done,
      kind: 'version',
      title: `Version ${version.number}`,
      state: 'ok',
      runId: run.id,
      personId: run.authorId,
    })
}

/** As `endRunIn`. Throws StaleLeaseError. */
export function endRun(lockSession: LockSession, lease: Lease, end: RunEnd): Promise<void> {
  return underLease(lockSession, lease, (transaction) => endRunIn(transaction, lease.run, end))
}
