import { MemorySaver } from '@langchain/langgraph'
import { expect, test } from 'vitest'
import { fakeBrowser } from '../browser/testing/fake-browser.ts'
import { type AgentOptions, createAgent, readModelEnv } from './index.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'
import { type ScriptedStep, scriptedEntry } from './testing/scripted-model.ts'

const read: ScriptedStep = {
  text: 'one two three four',
  toolCalls: [{ name: 'read_file', args: { path: 'a.ts' } }],
}

/** The scripted model reads as many tokens as there are messages, and writes as many as it says words. */
async function work(
  more: Partial<AgentOptions>,
  parts: Parameters<typeof fakeRun>[1] = {},
): Promise<{ run: ReturnType<typeof fakeRun>; result: unknown; told: boolean[] }> {
  const run = fakeRun({ 'a.ts': 'yes' }, parts)
  const told: boolean[] = []
  const onCall: NonNullable<Parameters<typeof scriptedEntry>[1]>['onCall'] = (messages) =>
    void told.push(messages[0]?.text.includes('# Finish now') ?? false)
  const steps = Array.from({ length: 60 }, () => read)
  const agent = await createAgent({
    env: readModelEnv({}),
    checkpointer: { saver: new MemorySaver() },
    log: keptLog(),
    models: [scriptedEntry(steps, { onCall })],
    ...more,
  })
  return { run, result: await agent.run(run.context), told }
}

function lastText(run: ReturnType<typeof fakeRun>): string {
  return [...run.rows.steps.values()].at(-1)?.text ?? ''
}

const prices = { Scripted: { input: 1_000_000, output: 2_000_000 } }

test.each<[string, Partial<AgentOptions>, string, number]>([
  ['steps', { limits: { steps: 10 } }, '', 10],
  ['tokens', { limits: { tokens: 45 } }, '45 tokens', 5],
  ['money', { limits: { cost: 60 }, prices }, '60.00 in money', 5],
])(
  'rule 54.4: a run ends in words at its limit of %s, and is told to finish before',
  async (_what, options, words, calls) => {
    const { run, result, told } = await work(options)
    expect(told).toHaveLength(calls)
    expect(told.at(-1)).toBe(true)
    expect(told[0]).toBe(false)
    expect(result).toMatchObject({ ok: false, code: 'step_limit' })
    if (words === '') return
    expect(result).toMatchObject({
      message: `The run used its budget of ${words}; what it made is kept.`,
    })
    expect(lastText(run)).toContain(`used its budget of ${words}, so I stopped`)
  },
)

test('rule 54.4: without a price for the model its cost is not known, and ends nothing', async () => {
  const { result, told } = await work({
    limits: { cost: 0.01, steps: 12 },
    prices: { other: { input: 1, output: 1 } },
  })
  expect(told).toHaveLength(12)
  expect(result).toMatchObject({ message: 'The request took more than 12 steps.' })
})

test('rule 54.5: near the end of its time a run is told to finish', async () => {
  let usedMs = 0
  const time = { usedMs: () => (usedMs += 30_000), limitMs: 100_000 }
  const { told } = await work({ limits: { steps: 6 } }, { time })
  expect(told[0]).toBe(false)
  expect(told.at(-1)).toBe(true)
})

test('rule 54.4: what an earlier attempt has used counts', async () => {
  const { run } = await work({ limits: { tokens: 50 } })
  const agent = await createAgent({
    env: readModelEnv({}),
    checkpointer: { saver: new MemorySaver() },
    log: keptLog(),
    models: [scriptedEntry(Array.from({ length: 60 }, () => read))],
    limits: { tokens: 80 },
  })
  run.rows.steps.delete(5)
  expect(run.rows.steps.size).toBe(5)
  await agent.run(run.attempt(2, new AbortController().signal))
  expect(run.rows.steps.size).toBe(8)
  expect(lastText(run)).toContain('used its budget of 80 tokens')
})

function mendAndTry(count: number): ScriptedStep[] {
  return Array.from({ length: count }, (_, index) => [
    { text: '', toolCalls: [{ name: 'write_file', args: { path: 'a.ts', content: `${index}` } }] },
    { text: '', toolCalls: [{ name: 'use_app', args: { actions: [{ do: 'press', key: 'a' }] } }] },
  ]).flat()
}

async function mend(words: (time: number) => string) {
  let times = 0
  const browser = fakeBrowser(() => ({
    steps: [{ action: { do: 'press', key: 'a' }, ok: false, words: words((times += 1)) }],
    tree: `- text: ${times}`,
  }))
  const run = fakeRun({}, { browser })
  run.sandbox.preview = async () => ({
    kind: 'stream',
    connect: () => Promise.reject(new Error('Not reached.')),
    lost: async () => undefined,
  })
  const agent = await createAgent({
    env: readModelEnv({}),
    checkpointer: { saver: new MemorySaver() },
    log: keptLog(),
    models: [scriptedEntry([...mendAndTry(4), { text: 'Enough.' }])],
  })
  await agent.run(run.context)
  return lastText(run)
}

test('rule 54.6: the same finding after three changes ends the run, in whatever words', async () => {
  const names = ['zero', 'one', 'two', 'three', 'four']
  const text = await mend((time) => `Couldn't expect “Saved”. The page shows: ${names[time]}`)
  expect(text).toContain('going in circles: the app did the same wrong when it was tried')
})

test('rule 54.6: other findings are progress', async () => {
  const names = ['zero', 'one', 'two', 'three', 'four']
  expect(await mend((time) => `Couldn't expect “${names[time]}”. It is gone.`)).toBe('Enough.')
})
