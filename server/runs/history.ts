import { and, asc, eq, inArray, lt } from 'drizzle-orm'
import { messages, runs, steps, toolCalls } from '../../drizzle/schema.ts'
import type { Db, RunRow } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import { namesOf } from '../../shared/names.ts'
import { readPeople } from '../people/people.ts'
import { contextBudget, minSizeOf } from '../agent-port/context-budget.ts'
import type { ConversationTurn, SettledStep, SettledTool } from '../agent-port/agent.ts'
import { readSteers } from './steer.ts'

const together = 20

/**
 * Oldest first, with the run's message. Reads back from the newest run until the budget is full.
 */
export async function readConversation(
  db: Db,
  run: RunRow,
): Promise<{ history: ConversationTurn[]; prompt: { name: string; text: string } }> {
  const [prompt] = await db
    .select({ text: messages.text, authors: messages.authors })
    .from(messages)
    .where(eq(messages.id, run.messageId))
  if (!prompt) throw new Error(`The message of run ${run.id} is gone.`)
  const ended = await readEnded(db, run)
  const steers = await readSteers(db, run.sessionId)
  const history: ConversationTurn[] = []
  let budget = contextBudget
  for (let end = ended.length; end > 0 && budget >= 0; end -= together) {
    const start = Math.max(0, end - together)
    const turns = await readTurns(db, ended.slice(start, end), start * 2, steers)
    for (const turn of turns) budget -= minSizeOf(turn)
    history.unshift(...turns)
  }
  const people = await readPeople(db, [prompt.authors])
  const text = run.action === null ? prompt.text : promptAfter(prompt.text)
  return { history, prompt: { name: namesOf(people(prompt.authors)), text } }
}

/** What the agent is asked for after its run's action. */
function promptAfter(text: string): string {
  return `Repair the app after this change of versions, which has been made already: ${text}. Merge what could not be merged, repair what no longer works, and change nothing else.`
}

/** People's actions weren't asked of the agent. */
function saidText(text: string, action: RunAction | null): string {
  return action === null ? text : `(a change of versions, not asked of you) ${text}`
}

async function readEnded(db: Db, run: RunRow): Promise<Id[]> {
  const rows = await db
    .select({ runId: runs.id })
    .from(runs)
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(
      and(
        eq(runs.sessionId, run.sessionId),
        inArray(runs.status, ['done', 'failed', 'cancelled', 'timed_out']),
        lt(runs.startedAt, run.startedAt ?? run.queuedAt),
      ),
    )
    .orderBy(asc(runs.startedAt))
  return rows.map(({ runId }) => runId)
}

/** Two turns per run, numbered from `place`. */
async function readTurns(
  db: Db,
  runIds: readonly Id[],
  place: number,
  steers: Awaited<ReturnType<typeof readSteers>>,
): Promise<ConversationTurn[]> {
  const asked = await db
    .select({
      runId: runs.id,
      text: messages.text,
      authors: messages.authors,
      action: runs.action,
    })
    .from(runs)
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(inArray(runs.id, runIds))
  const byRun = new Map(asked.map((row) => [row.runId, row]))
  const settled = await readSteps(db, runIds)
  const people = await readPeople(
    db,
    asked.map((row) => row.authors),
  )
  return runIds.flatMap((runId, index): ConversationTurn[] => {
    const message = byRun.get(runId)
    if (!message) throw new Error(`The message of run ${runId} is gone.`)
    return [
      {
        from: 'person',
        name: namesOf(people(message.authors)),
        text: saidText(message.text, message.action),
      },
      {
        from: 'agent',
        place: place + index * 2 + 1,
        steps: settled.get(runId) ?? [],
        steers: steers.get(runId) ?? [],
      },
    ]
  })
}

type Step = SettledStep & { results: SettledTool[] }

async function readSteps(db: Db, runIds: readonly Id[]): Promise<Map<Id, Step[]>> {
  const [stepRows, toolRows] = await Promise.all([
    db.select().from(steps).where(inArray(steps.runId, runIds)).orderBy(asc(steps.step)),
    db.select().from(toolCalls).where(inArray(toolCalls.runId, runIds)),
  ])
  const keyOf = (row: { runId: Id; step: number }) => `${row.runId} ${row.step}`
  const tools = Map.groupBy(toolRows, keyOf)
  const byRun = new Map<Id, Step[]>()
  for (const row of stepRows) {
    const results = (tools.get(keyOf(row)) ?? []).flatMap(({ callId, ok, result }) =>
      ok === null || result === null ? [] : [{ callId, ok, result }],
    )
    const before = byRun.get(row.runId) ?? []
    before.push({ step: row.step, text: row.text, toolCalls: row.toolCalls, results })
    byRun.set(row.runId, before)
  }
  return byRun
}
