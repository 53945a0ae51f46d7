import { and, eq, sql } from 'drizzle-orm'
import { activity, liveTexts, runs, steps, toolCalls } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { storable } from '../../shared/storable.ts'
import { truncate } from '../../shared/truncate.ts'
import { limits } from '../../shared/limits.ts'
import type { Bus } from '../bus/bus.ts'
import { addActivity } from '../events/activity.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { changeFiles } from '../versions/working-tree.ts'
import { type Lease, underLease } from './lease.ts'
import type { DiskSpace } from '../lib/disk-space.ts'
import type { Journal, SettledStep, SettledTool } from '../agent-port/agent.ts'
import type { FileChange } from '../versions/file-change.ts'
import { giveSteers, readSteers, steersWait } from './steer.ts'
import { createGatherer } from './token-gatherer.ts'
import type { Clock } from '../lib/clock.ts'

interface Deps {
  db: Db
  lockSession: LockSession
  bus: Bus
  clock: Clock
  /** Interval for storing the running text, in ms. */
  flushMs: number
  onError: (error: unknown) => void
  space?: Pick<DiskSpace, 'require'>
}

/** Attempts are lease × 1,000 + restarts of the step. */
const attemptFactor = 1_000

interface LiveStep {
  step: number
  attempt: number
  text: string
  gatherer: ReturnType<typeof createGatherer>
  cancelFlush: (() => void) | null
}

export interface OpenJournal extends Journal {
  settlePartialStep(): Promise<void>
  close(): void
}

export function createJournal(deps: Deps, lease: Lease): OpenJournal {
  const { db, lockSession, bus, clock } = deps
  const { run } = lease
  let live: LiveStep | null = null
  let restarts = 0

  const write = <T>(work: (transaction: SessionTransaction) => Promise<T>) =>
    underLease(lockSession, lease, work)

  const closeLive = () => {
    live?.gatherer.flush()
    live?.cancelFlush?.()
    live = null
  }

  const openLive = (step: number): LiveStep => {
    const attempt = lease.lease * attemptFactor + restarts
    const place = { type: 'token' as const, messageId: run.replyId, step, attempt }
    const gatherer = createGatherer(clock, limits.tokenGatherMs, (offset, text) =>
      bus.publish({ type: 'token', sessionId: run.sessionId, token: { ...place, offset, text } }),
    )
    return { step, attempt, text: '', gatherer, cancelFlush: null }
  }

  const flushSoon = (current: LiveStep) => {
    current.cancelFlush ??= clock.after(deps.flushMs, () => {
      current.cancelFlush = null
      storeLive(db, lease, current).catch(deps.onError)
    })
  }

  return {
    async settledStep(step) {
      const [row] = await db
        .select()
        .from(steps)
        .where(and(eq(steps.runId, run.id), eq(steps.step, step)))
      if (!row) return null
      const { text, toolCalls: calls, inputTokens, outputTokens } = row
      return { step, text, toolCalls: calls, usage: { inputTokens, outputTokens } }
    },
    async settledTool(callId) {
      return readTool(db, run.id, callId)
    },
    async takeSteers(step) {
      if (await steersWait(db, run.sessionId))
        await write((transaction) => giveSteers(transaction, run, step))
      return (await readSteers(db, run.sessionId)).get(run.id) ?? []
    },
    token(step, text) {
      if (live?.step !== step) {
        closeLive()
        live = openLive(step)
      }
      live.text += text
      live.gatherer.add(text)
      flushSoon(live)
    },
    restartStep(step) {
      closeLive()
      restarts++
      live = openLive(step)
      // an empty token of a higher attempt makes subscribers drop the text so far
      const { attempt } = live
      const token = { type: 'token' as const, messageId: run.replyId, step, attempt }
      bus.publish({
        type: 'token',
        sessionId: run.sessionId,
        token: { ...token, offset: 0, text: '' },
      })
    },
    async settleStep(step) {
      closeLive()
      deps.space?.require()
      await write((transaction) => writeStep(transaction, lease, step))
    },
    async startTool(call) {
      deps.space?.require()
      await write((transaction) => writeToolStart(transaction, lease, call))
    },
    async endTool(end) {
      deps.space?.require()
      return write((transaction) => writeToolEnd(transaction, lease, end))
    },
    async settlePartialStep() {
      const said = live
      closeLive()
      if (!said || said.text.trim() === '') return
      const { step, text } = said
      const usage = { inputTokens: 0, outputTokens: 0 }
      await write((transaction) =>
        writeStep(transaction, lease, { step, text, toolCalls: [], usage }),
      )
    },
    close: closeLive,
  }
}

async function readTool(db: Db, runId: string, callId: string): Promise<SettledTool | null> {
  const [row] = await db
    .select({ ok: toolCalls.ok, result: toolCalls.result })
    .from(toolCalls)
    .where(and(eq(toolCalls.runId, runId), eq(toolCalls.callId, callId)))
  if (!row || row.ok === null || row.result === null) return null
  return { callId, ok: row.ok, result: row.result }
}

/** Stores only while the lease holds. */
async function storeLive(db: Db, { run, lease }: Lease, live: LiveStep): Promise<void> {
  await db.execute(sql`
    insert into ${liveTexts} (message_id, step, run_id, session_id, attempt, text)
    select ${run.replyId}, ${live.step}, ${run.id}, ${run.sessionId}, ${live.attempt}, ${storable(live.text)}
    where exists (
      select 1 from ${runs} where ${runs.id} = ${run.id} and ${runs.lease} = ${lease}
        and ${runs.status} in ('running', 'stopping')
    ) and not exists (
      select 1 from ${steps} where ${steps.runId} = ${run.id} and ${steps.step} = ${live.step}
    )
    on conflict (message_id, step) do update set attempt = excluded.attempt, text = excluded.text
    where ${liveTexts.attempt} < excluded.attempt
      or (${liveTexts.attempt} = excluded.attempt and length(${liveTexts.text}) < length(excluded.text))
  `)
}

/** Stores a settled step. */
export async function writeStep(
  { tx, at, emit }: SessionTransaction,
  { run }: Lease,
  step: SettledStep & { usage: { inputTokens: number; outputTokens: number } },
): Promise<void> {
  await tx.insert(steps).values({
    runId: run.id,
    step: step.step,
    text: step.text,
    toolCalls: step.toolCalls,
    inputTokens: step.usage.inputTokens,
    outputTokens: step.usage.outputTokens,
    at,
  })
  await tx
    .delete(liveTexts)
    .where(and(eq(liveTexts.messageId, run.replyId), eq(liveTexts.step, step.step)))
  emit({
    type: 'step_settled',
    runId: run.id,
    messageId: run.replyId,
    step: step.step,
    text: step.text,
  })
}

export async function writeToolStart(
  transaction: SessionTransaction,
  { run }: Lease,
  call: { callId: string; step: number; tool: string; title: string },
): Promise<void> {
  const { tx, at, emit } = transaction
  const started = await tx
    .insert(toolCalls)
    .values({ runId: run.id, startedAt: at, ...call })
    .onConflictDoNothing()
    .returning({ callId: toolCalls.callId })
  if (started.length === 0) return
  const order = emit({ type: 'tool_start', runId: run.id, messageId: run.replyId, ...call })
  await addActivity(transaction, {
    order,
    kind: 'tool',
    title: call.title,
    state: 'running',
    tool: call.tool,
    callId: call.callId,
    runId: run.id,
    personId: run.authorId,
  })
}

/** Edits the working tree. */
export async function writeToolEnd(
  transaction: SessionTransaction,
  { run }: Lease,
  end: Parameters<Journal['endTool']>[0],
): Promise<FileChange[]> {
  const { tx, at, emit } = transaction
  const call = and(eq(toolCalls.runId, run.id), eq(toolCalls.callId, end.callId))
  const [row] = await tx.select().from(toolCalls).where(call)
  if (!row) throw new Error(`The tool call ${end.callId} was never started.`)
  if (row.endedAt) return []
  const changes = await changeFiles(transaction, end.edits, run.id)
  const ms = at.getTime() - row.startedAt.getTime()
  const files = changes.map(({ path, change, added, removed }) => ({
    path,
    change,
    added,
    removed,
  }))
  // what was checked is not what there is after another change
  const checks = end.checks ?? null
  if (checks !== null || changes.length > 0)
    await tx.update(runs).set({ checks }).where(eq(runs.id, run.id))
  await tx.update(toolCalls).set({ result: end.result, ok: end.ok, files, endedAt: at }).where(call)
  await tx
    .update(activity)
    .set({ state: end.ok ? 'ok' : 'failed', ms })
    .where(and(eq(activity.runId, run.id), eq(activity.callId, end.callId)))
  emit({
    type: 'tool_end',
    runId: run.id,
    messageId: run.replyId,
    step: row.step,
    callId: end.callId,
    tool: row.tool,
    ok: end.ok,
    result: truncate(end.result, limits.eventResultLength),
    ms,
  })
  return changes
}
