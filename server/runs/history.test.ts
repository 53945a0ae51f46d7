import { expect, test } from 'vitest'
import { messages, runs, steps, toolCalls } from '../../drizzle/schema.ts'
import type { RunRow } from '../../drizzle/types.ts'
import { newId } from '../../shared/ids.ts'
import { conversation } from '../agent/messages.ts'
import { systemClock } from '../lib/clock.ts'
import { openTestDatabase } from '../testing/database.ts'
import { hasTestPostgres } from '../testing/postgres.ts'
import { openSpine, type Spine } from '../testing/spine.ts'
import { readConversation } from './history.ts'
import { takeLeases } from './lease.ts'
import type { ConversationTurn } from '../agent-port/agent.ts'

interface Shape {
  runs: number
  steps: number
  text: number
  result: number
  argument: number
}

type AgentTurn = Extract<ConversationTurn, { from: 'agent' }>
type Step = AgentTurn['steps'][number]

function textOf(name: string, size: number) {
  return `${name} ${'ü”'.repeat(size)}`.slice(0, Math.ceil(size * (0.5 + (name.length % 7) / 6)))
}

function stepOf(run: number, step: number, { text, result, argument }: Shape): Step {
  const name = `${run}/${step}`
  const args = { path: name, edits: [{ search: textOf(name, argument), all: true }] }
  // the last gate makes no call; the graph's own check follows it
  const gate = step === 2
  const callId = gate ? `gate-${step}` : `call-${step}-0`
  return {
    step,
    text: textOf(`said ${name}`, text),
    toolCalls: gate ? [] : [{ id: callId, name: 'edit_file', args }],
    results:
      run % 5 === 1 && step === 1 ? [] : [{ callId, ok: true, result: textOf(name, result) }],
  }
}

/** Returns all turns. */
async function fill(spine: Spine, shape: Shape) {
  const anna = await spine.person('Anna')
  const sessionId = await spine.session(anna, 'go on')
  const taken: RunRow[] = []
  const deps = { ...spine, clock: systemClock, owner: 'test', leaseMs: 60_000 }
  await takeLeases(deps, 1, ({ run }) => void taken.push(run))
  const [now] = taken
  if (!now) throw new Error('no run')
  const rows = {
    runs: [] as Array<typeof runs.$inferInsert>,
    messages: [] as Array<typeof messages.$inferInsert>,
    steps: [] as Array<typeof steps.$inferInsert>,
    toolCalls: [] as Array<typeof toolCalls.$inferInsert>,
  }
  const addRun = (text: string, at: Date, parts: Pick<RunRow, 'status'> & Partial<RunRow>) => {
    const [id, messageId] = [newId(), newId()]
    const who = { sessionId, authorId: anna.id }
    const order = 1_000 + rows.messages.length
    rows.messages.push({
      ...who,
      id: messageId,
      from: 'person',
      authors: [anna.id],
      text,
      order,
      at,
    })
    const position = -order
    const run = { id, messageId, replyId: newId(), model: 'x', position, queuedAt: at, ...parts }
    rows.runs.push({ ...who, ...run })
    return id
  }
  const addStep = (runId: string, { results, ...settled }: Step, at: Date) => {
    rows.steps.push({ ...settled, runId, at })
    const call = { runId, step: settled.step, tool: 'edit_file', title: 'x', startedAt: at }
    for (const result of results) rows.toolCalls.push({ ...call, ...result })
    // a step that never finished
    if (results.length === 0) rows.toolCalls.push({ ...call, callId: `call-${settled.step}-0` })
  }
  const turns = Array.from({ length: shape.runs }, (_, run): ConversationTurn[] => {
    const at = new Date(Date.UTC(2024, 0, 1) + run * 60_000)
    const text = `run ${run}`
    const runId = addRun(text, at, { status: 'done', startedAt: at, endedAt: at })
    const told = Array.from({ length: shape.steps }, (_, step) => stepOf(run, step, shape))
    for (const step of told) addStep(runId, step, at)
    const steers = run % 4 === 0 ? [{ step: 1, name: 'Anna', text: `steer ${run}` }] : []
    for (const steer of steers)
      addRun(steer.text, at, { status: 'steered', handedTo: runId, handedStep: steer.step })
    return [
      { from: 'person', name: 'Anna', text },
      { from: 'agent', place: run * 2 + 1, steps: told, steers },
    ]
  })
  await spine.db.insert(runs).values(rows.runs)
  await spine.db.insert(messages).values(rows.messages)
  await spine.db.insert(steps).values(rows.steps)
  await spine.db.insert(toolCalls).values(rows.toolCalls)
  return { now, turns: turns.flat() }
}

test.each([
  { name: 'has room', runs: 45, steps: 3, text: 100, result: 1_500, argument: 500 },
  { name: 'has just no room', runs: 45, steps: 3, text: 100, result: 3_000, argument: 500 },
  { name: 'says much', runs: 130, steps: 3, text: 2_000, result: 50, argument: 50 },
  { name: 'has large results', runs: 110, steps: 14, text: 20, result: 900, argument: 20 },
  { name: 'has large arguments', runs: 110, steps: 14, text: 20, result: 20, argument: 900 },
])(
  'rule 8.5: a later run is told the same whether the oldest runs are read or not, in a session that $name',
  async (shape) => {
    await using database = await openTestDatabase(hasTestPostgres() ? 'server' : 'embedded')
    await using spine = await openSpine(database, [])
    const { now, turns } = await fill(spine, shape)
    const { history, prompt } = await readConversation(spine.db, now)
    expect(prompt).toEqual({ name: 'Anna', text: 'go on' })
    const long = shape.runs > 100
    expect(history.length < turns.length).toBe(long)
    expect(history).toEqual(turns.slice(turns.length - history.length))
    for (const length of [0, 1, 30]) {
      const worked = Array.from({ length }, (_, step) => stepOf(shape.runs, step, shape))
      const told = conversation(history, prompt, worked)
      expect(told).toEqual(conversation(turns, prompt, worked))
      const texts = told.map((message) => message.text)
      expect(texts.includes('Anna: run 0')).toBe(!long)
      const cut = texts.some((text) => text.includes('characters left out'))
      if (!long) expect(cut).toBe(shape.name === 'has just no room')
    }
  },
)
