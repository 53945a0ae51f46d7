import { LLMock } from '@copilotkit/aimock'
import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, test } from 'vitest'
import { createAgent, readModelEnv } from './index.ts'
import { keptLog } from './testing/run-context.ts'

type Shape = [model: string, env: (url: string) => Record<string, string>]

const openAi: Shape = ['openai', (url) => ({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${url}/v1` })]
const anthropic: Shape = [
  'anthropic',
  (url) => ({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url }),
]

async function openJudge(answer: string, [model, env]: Shape = openAi) {
  const mock = new LLMock({ port: 0, chunkSize: 5 })
  mock.on({}, { content: answer })
  await mock.start()
  const agent = await createAgent({
    env: readModelEnv(env(mock.url)),
    checkpointer: { saver: new MemorySaver() },
    log: keptLog(),
    retries: 0,
    backoff: { baseMs: 1, maxMs: 1 },
  })
  return {
    judge: (later: string, earlier: string[], signal = new AbortController().signal) =>
      agent.judge({ model, later, earlier }, signal),
    asked: () => JSON.stringify(mock.getRequests().at(-1)?.body),
    [Symbol.asyncDispose]: () => mock.stop(),
  }
}

describe.each([openAi, anthropic])('a judge behind an endpoint of the shape of %s', (...shape) => {
  test('rule 33.4: says over what a request pulls at an earlier one', async () => {
    const said = 'Sure!\n```json\n{"clashes":[{"with":2,"over":"the colour of the top"}]}\n```'
    await using judge = await openJudge(said, shape)
    expect(await judge.judge('a warm top', ['add a footer', 'make the header blue'])).toEqual([
      null,
      'the colour of the top',
    ])
    expect(judge.asked()).toContain('make the header blue')
    expect(judge.asked()).not.toContain('edit_file')
  })
})

test.each([
  ['no JSON', 'I think they go well together.'],
  ['another shape', '{"clashes":[{"over":"x"}]}'],
  ['half of it', '{"clashes":[{"with":1,'],
])('rule 33.4: %s is no judgement', async (_, answer) => {
  await using judge = await openJudge(answer)
  await expect(judge.judge('a', ['b'])).rejects.toMatchObject({
    message: expect.stringContaining('did not respond in the form that was asked for'),
  })
})

test('rule 33.4: what a model names that was not asked about is dropped, and its words are cut', async () => {
  const clashes = [
    { with: 7, over: 'nothing' },
    { with: 0, over: 'nothing' },
    { with: 1, over: 'x'.repeat(500) },
  ]
  await using judge = await openJudge(JSON.stringify({ clashes }))
  expect(await judge.judge('a', ['b', 'c'])).toEqual(['x'.repeat(80), null])
})

test('rule 33.4: a question that is broken off ends at once with its reason', async () => {
  await using judge = await openJudge('{"clashes":[]}')
  await expect(judge.judge('a', ['b'], AbortSignal.abort(new Error('late')))).rejects.toThrow(
    'late',
  )
})
