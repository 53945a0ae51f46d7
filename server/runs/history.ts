import { and, asc, eq, inArray, lt } from 'drizzle-orm'
import { messages, runs, steps, toolCalls } from '../../drizzle/schema.ts'
import type { Db, RunRow } from '../../drizzle/types.ts'
import { namesOf } from '../../shared/names.ts'
import { readPeople } from '../rooms/people.ts'
import type { ConversationTurn } from './run-context.ts'
import { readSteers } from './steer.ts'

/** The settled conversation before a run, oldest first, built from rows; and the message that it answers. */
export const readConversation = async (
  db: Db,
  run: RunRow,
): Promise<{ history: ConversationTurn[]; prompt: { name: string; text: string } }> => {
  const [prompt] = await db
    .select({ text: messages.text, authors: messages.authors })
    .from(messages)
    .where(eq(messages.id, run.messageId))
  if (!prompt) throw new Error(`The message of run ${run.id} is gone.`)
  const ended = await db
    .select({ runId: runs.id, text: messages.text, authors: messages.authors })
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
  const turns = await readTurns(
    db,
    ended.map((row) => row.runId),
  )
  const steers = await readSteers(db, run.sessionId)
  const people = await readPeople(db, [prompt.authors, ...ended.map((row) => row.authors)])
  const history = ended.flatMap((row): ConversationTurn[] => [
    { from: 'person', name: namesOf(people(row.authors)), text: row.text },
    {
      from: 'agent',
      steps: turns.get(row.runId) ?? [],
      steers: steers.get(row.runId) ?? [],
    },
  ])
  return { history, prompt: { name: namesOf(people(prompt.authors)), text: prompt.text } }
}

type Steps = Extract<ConversationTurn, { from: 'agent' }>['steps']

const readTurns = async (db: Db, runIds: string[]): Promise<Map<string, Steps>> => {
  const turns = new Map<string, Steps>()
  if (runIds.length === 0) return turns
  const [stepRows, toolRows] = await Promise.all([
    db.select().from(steps).where(inArray(steps.runId, runIds)).orderBy(asc(steps.step)),
    db.select().from(toolCalls).where(inArray(toolCalls.runId, runIds)),
  ])
  for (const row of stepRows) {
    const steps = turns.get(row.runId) ?? []
    const results = toolRows
      .filter((tool) => tool.runId === row.runId && tool.step === row.step)
      .flatMap((tool) =>
        tool.ok === null || tool.result === null
          ? []
          : [{ callId: tool.callId, ok: tool.ok, result: tool.result }],
      )
    steps.push({ step: row.step, text: row.text, toolCalls: row.toolCalls, results })
    turns.set(row.runId, steps)
  }
  return turns
}
