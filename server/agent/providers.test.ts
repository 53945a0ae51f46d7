import { LLMock } from '@copilotkit/aimock'
import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fakeBrowser } from '../browser/testing/fake-browser.ts'
import { createAgent, readModelEnv } from './index.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'

const content = 'export const App = () => <h1>Grüße “you”</h1>\n'.repeat(20)

async function provider() {
  const mock = new LLMock({ port: 0, chunkSize: 7 })
  const usage = { prompt_tokens: 11, completion_tokens: 22, total_tokens: 33 }
  const turns = [
    {
      content: 'I write the two files.',
      toolCalls: [
        { name: 'write_file', arguments: JSON.stringify({ path: 'src/App.tsx', content }) },
        { name: 'write_file', arguments: JSON.stringify({ path: 'src/b.ts', content: 'b' }) },
      ],
    },
    {
      content: '',
      toolCalls: [{ name: 'read_file', arguments: '{"path":"src/App.tsx"}', id: 'same' }],
    },
    { content: 'It is done: have a look.' },
  ]
  for (const [turnIndex, response] of turns.entries())
    mock.on({ turnIndex }, { ...response, usage })
  await mock.start()
  return Object.assign(mock, { [Symbol.asyncDispose]: () => mock.stop() })
}

describe.each([
  [
    'OpenAI-shaped',
    'openai',
    (url: string) => ({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${url}/v1` }),
  ],
  [
    'OpenAI-shaped, as Z.AI',
    'zai',
    (url: string) => ({ ZAI_API_KEY: 'k', ZAI_BASE_URL: `${url}/v1/`, ZAI_MODEL_NAME: 'glm' }),
  ],
  [
    'Anthropic-shaped',
    'anthropic',
    (url: string) => ({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url }),
  ],
])('an %s endpoint', (_shape, model, env) => {
  test('streams text and tool calls through a whole run', async () => {
    await using mock = await provider()
    const run = fakeRun({}, { model })
    const pieces: string[] = []
    const { token } = run.rows.journal
    run.rows.journal.token = (step, text) => {
      pieces.push(text)
      token(step, text)
    }
    const agent = await createAgent({
      env: readModelEnv(env(mock.url)),
      checkpointer: { saver: new MemorySaver() },
      log: keptLog(),
      retries: 0,
      backoff: { baseMs: 1, maxMs: 1 },
    })
    expect(agent.models().map(({ id }) => id)).toEqual([model, 'demo'])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(Object.fromEntries(run.rows.files)).toEqual({ 'src/App.tsx': content, 'src/b.ts': 'b' })
    expect(run.rows.tools.get('call-1-0')?.result).toBe(content)
    expect([...run.rows.steps.values()].map(({ text }) => text)).toEqual([
      'I write the two files.',
      '',
      'It is done: have a look.',
    ])
    expect(pieces.join('')).toBe('I write the two files.It is done: have a look.')
    expect(pieces.length).toBeGreaterThan(4)
    // Anthropic reports output tokens at the start and end; LangChain adds the two.
    const outputTokens = model === 'anthropic' ? 44 : 22
    expect(run.rows.steps.get(0)?.usage).toEqual({ inputTokens: 11, outputTokens })
    const asked = mock.getRequests().at(-1)?.body
    expect(JSON.stringify(asked)).toContain('"check_app"')
  })

  test.each([
    ['1', 'a picture'],
    ['0', 'no picture'],
  ])('rule 54.3: with its VISION as %s it gets %s of the page that it used', async (vision) => {
    const mock = new LLMock({ port: 0 })
    const use = JSON.stringify({ actions: [{ do: 'press', key: 'Escape' }] })
    mock.on({ turnIndex: 0 }, { content: '', toolCalls: [{ name: 'use_app', arguments: use }] })
    mock.on({ turnIndex: 1 }, { content: 'I have seen it.' })
    await mock.start()
    onTestFinished(() => mock.stop())
    const sent = vi.spyOn(globalThis, 'fetch')
    onTestFinished(() => sent.mockRestore())
    const bytes = Buffer.from('a JPEG, as it were')
    const browser = fakeBrowser(({ pictures }) => ({
      steps: [{ action: { do: 'press', key: 'Escape' }, ok: true, words: 'Pressed Escape' }],
      tree: '- heading "Plum"',
      pictures:
        pictures === 'none'
          ? []
          : [{ caption: 'At the end', route: '/', width: 9, height: 9, bytes }],
    }))
    const run = fakeRun({}, { model, browser })
    run.sandbox.preview = async () => ({
      kind: 'stream',
      connect: () => Promise.reject(new Error('Not reached.')),
      lost: async () => undefined,
    })
    const agent = await createAgent({
      env: readModelEnv({ ...env(mock.url), [`${model.toUpperCase()}_VISION`]: vision }),
      checkpointer: { saver: new MemorySaver() },
      log: keptLog(),
      retries: 0,
    })
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.rows.tools.get('call-0-0')?.result).toContain('- heading "Plum"')
    // as sent: the mock keeps requests in a form of its own
    const body = String(sent.mock.lastCall?.[1]?.body)
    expect(body).toContain('heading')
    expect(body.includes(bytes.toString('base64'))).toBe(vision === '1')
    expect(JSON.stringify(run.rows.tools.get('call-0-0'))).not.toContain(bytes.toString('base64'))
  })
})
