import type { ToolName } from '../../shared/tools.ts'
import { and, asc, desc, eq, inArray, isNotNull, lt } from 'drizzle-orm'
import { messages, runs, steps, toolCalls } from '../../drizzle/schema.ts'
import type { Db, RunRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type {
  RecordMessage,
  RecordStep,
  ToolSummary,
  WentTo,
} from '../../shared/protocol/record-message.ts'
import type { RunActionKind } from '../../shared/protocol/run-action.ts'
import { readPeople } from '../people/people.ts'
import { readMessageVersions } from './message-versions.ts'

/** Newest first, before the order `before` (null: the end). */
export async function newestMessageIds(
  db: Db | Tx,
  sessionId: Id,
  before: number | null,
  count: number,
): Promise<Id[]> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.sessionId, sessionId),
        before === null ? undefined : lt(messages.order, before),
      ),
    )
    .orderBy(desc(messages.order))
    .limit(count)
  return rows.map((row) => row.id)
}

/** Oldest first; unknown ids are left out. */
export async function projectMessages(db: Db | Tx, ids: Id[]): Promise<RecordMessage[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select({ message: messages, run: runs })
    .from(messages)
    .leftJoin(runs, eq(runs.id, messages.runId))
    .where(inArray(messages.id, ids))
    .orderBy(asc(messages.order))
  const runIds = rows.flatMap((row) => (row.run ? [row.run.id] : []))
  const stepsOf = await readSteps(db, runIds)
  const versions = await readMessageVersions(db, runIds)
  const fromPeople = rows.flatMap(({ message }) => (message.from === 'person' ? [message.id] : []))
  const went = await readWent(db, fromPeople)
  const actions = await readActions(db, fromPeople)
  const people = await readPeople(db, [
    ...rows.map(({ message }) => message.authors),
    rows.flatMap(({ run }) => run?.stoppedBy ?? []),
  ])
  return rows.map(({ message, run }): RecordMessage => {
    const base = {
      id: message.id,
      order: message.order,
      at: message.at.toISOString(),
      authors: people(message.authors),
    }
    if (!run) {
      const action = actions.get(message.id)
      return {
        ...base,
        from: 'person',
        text: message.text,
        went: went.get(message.id) ?? null,
        ...(action && { action }),
      }
    }
    return {
      ...base,
      from: 'agent',
      runId: run.id,
      answers: run.messageId,
      model: run.model,
      status: run.status,
      steps: stepsOf.get(run.id) ?? [],
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
      error: errorOf(run),
      stoppedBy: (run.stoppedBy && people([run.stoppedBy])[0]) || null,
      version: versions.get(run.id) ?? null,
    }
  })
}

/** What messages without a run became part of: a run, another message or a fork. */
async function readWent(db: Db | Tx, ids: Id[]): Promise<Map<Id, WentTo>> {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({
            id: runs.messageId,
            status: runs.status,
            to: runs.handedTo,
            step: runs.handedStep,
          })
          .from(runs)
          .where(
            and(
              inArray(runs.messageId, ids),
              inArray(runs.status, ['steered', 'merged', 'forked']),
            ),
          )
  const went = new Map<Id, WentTo>()
  for (const { id, status, to, step } of rows) {
    if (status === 'merged') went.set(id, { to: 'message' })
    else if (to !== null && status === 'forked') went.set(id, { to: 'session', sessionId: to })
    else if (to !== null) went.set(id, { to: 'run', runId: to, step: step ?? 0 })
  }
  return went
}

/** Of messages that ask for a change of versions. */
async function readActions(db: Db | Tx, ids: Id[]): Promise<Map<Id, RunActionKind>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: runs.messageId, action: runs.action })
    .from(runs)
    .where(and(inArray(runs.messageId, ids), isNotNull(runs.action)))
  return new Map(rows.flatMap(({ id, action }) => (action ? [[id, action.kind]] : [])))
}

function errorOf(run: RunRow) {
  return run.errorCode && run.errorMessage
    ? { code: run.errorCode, message: run.errorMessage }
    : null
}

const proposeUndo: ToolName = 'propose_undo'

type ToolRow = typeof toolCalls.$inferSelect
type StepRow = typeof steps.$inferSelect

function undoProposed(
  { tool, callId, ok }: Pick<ToolRow, 'tool' | 'callId' | 'ok'>,
  calls: StepRow['toolCalls'],
): Pick<ToolSummary, 'undoes'> {
  if (tool !== proposeUndo || !ok) return {}
  const version = calls.find(({ id }) => id === callId)?.args['version']
  return typeof version === 'number' ? { undoes: version } : {}
}

async function readSteps(db: Db | Tx, runIds: Id[]): Promise<Map<Id, RecordStep[]>> {
  const byRun = new Map<Id, RecordStep[]>()
  if (runIds.length === 0) return byRun
  const stepRows = await db
    .select({ runId: steps.runId, step: steps.step, text: steps.text, calls: steps.toolCalls })
    .from(steps)
    .where(inArray(steps.runId, runIds))
    .orderBy(asc(steps.step))
  const toolRows = await db
    .select({
      runId: toolCalls.runId,
      callId: toolCalls.callId,
      step: toolCalls.step,
      tool: toolCalls.tool,
      title: toolCalls.title,
      ok: toolCalls.ok,
      files: toolCalls.files,
      startedAt: toolCalls.startedAt,
      endedAt: toolCalls.endedAt,
    })
    .from(toolCalls)
    .where(inArray(toolCalls.runId, runIds))
    .orderBy(asc(toolCalls.startedAt), asc(toolCalls.callId))
  for (const { runId, step, text, calls } of stepRows) {
    const tools = toolRows
      .filter((row) => row.runId === runId && row.step === step)
      .map(
        (row): ToolSummary => ({
          callId: row.callId,
          tool: row.tool,
          title: row.title,
          state: row.ok === null ? 'running' : row.ok ? 'ok' : 'failed',
          ms: row.endedAt ? row.endedAt.getTime() - row.startedAt.getTime() : null,
          files: row.files,
          ...undoProposed(row, calls),
        }),
      )
    byRun.set(runId, [...(byRun.get(runId) ?? []), { step, text, tools }])
  }
  return byRun
}
