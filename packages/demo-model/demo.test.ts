import { readFileSync } from 'node:fs'
import { AIMessage, type AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { createDemoModel } from './index.ts'
import { DemoSession, tools } from './testing/harness.ts'
import { templateFiles } from './testing/template.ts'

const starter = templateFiles()
const instantly = { tokensPerSecond: Number.POSITIVE_INFINITY }

describe('the chat model', () => {
  test('streams text in tokens and tool calls in pieces that join to the same answer', async () => {
    const model = createDemoModel(instantly).bindTools(tools)
    const messages = [new HumanMessage('Ada: a to-do app called Errands with priorities')]
    const chunks: AIMessageChunk[] = []
    for await (const chunk of await model.stream(messages)) chunks.push(chunk)
    expect(chunks.filter((chunk) => chunk.text !== '').length).toBeGreaterThan(3)
    expect(
      chunks.filter((chunk) => (chunk.tool_call_chunks?.length ?? 0) > 0).length,
    ).toBeGreaterThan(3)
    const whole = chunks.reduce((joined, chunk) => joined.concat(chunk))
    const invoked = await model.invoke(messages)
    expect(whole.text).toBe(invoked.text)
    expect(whole.tool_calls?.map(({ name, args }) => ({ name, args }))).toEqual(
      invoked.tool_calls?.map(({ name, args }) => ({ name, args })),
    )
    expect(whole.response_metadata['finish_reason']).toBe('tool_calls')
    expect(whole.usage_metadata).toMatchObject({ output_tokens: expect.any(Number) })
  })

  test('keeps its pace by the delay that it was given', async () => {
    const waits: number[] = []
    const model = createDemoModel({ tokensPerSecond: 50, delay: async (ms) => void waits.push(ms) })
    const chunks: AIMessageChunk[] = []
    for await (const chunk of await model.stream([new HumanMessage('hello')])) chunks.push(chunk)
    expect(waits.length).toBe(chunks.filter((chunk) => chunk.text !== '').length)
    expect(new Set(waits)).toEqual(new Set([20]))
  })

  test('stops at once when the signal aborts, even in the middle of a wait', async () => {
    const control = new AbortController()
    const model = createDemoModel({
      delay: () => new Promise(() => control.abort(new Error('stop'))),
    })
    const reading = (async () => {
      for await (const _ of await model.stream([new HumanMessage('hello')], {
        signal: control.signal,
      })) {
        throw new Error('no token may come')
      }
    })()
    await expect(reading).rejects.toThrow(/stop|abort/i)
  })

  test('says which tools are missing instead of calling them', async () => {
    const reply = await createDemoModel(instantly).invoke([
      new HumanMessage('a to-do app called Errands'),
    ])
    expect(reply.tool_calls ?? []).toEqual([])
    expect(reply.text).toContain('`write_file`')
  })

  test('derives its state from the messages: the same conversation gives the same step, from any instance', async () => {
    const session = new DemoSession(starter)
    await session.ask('a quiz about teapots with 4 questions called Spout')
    for (const [index, message] of session.messages.entries()) {
      if (!AIMessage.isInstance(message)) continue
      const again = await createDemoModel(instantly)
        .bindTools(tools)
        .invoke(session.messages.slice(0, index))
      expect(again.text).toBe(message.text)
      expect(again.tool_calls).toEqual(message.tool_calls)
    }
  })
})

describe('building', () => {
  test('reads before it writes, checks, and ends with three suggestions', async () => {
    const session = new DemoSession(starter)
    const run = await session.ask('a to-do app called Errands with priorities')
    const names = run.calls.map((call) => call.name)
    expect(names[0]).toBe('list_files')
    expect(names.indexOf('read_file')).toBeLessThan(names.indexOf('write_file'))
    expect(names.at(-1)).toBe('check_app')
    expect(run.text.match(/^- /gm)).toHaveLength(3)
    expect(session.files.get('index.html')).toContain('<title>Errands</title>')
    expect(session.files.get('src/data/tasks.ts')).toContain("options: ['Low', 'Medium', 'High']")
  })

  test('tells honestly what the check found', async () => {
    const session = new DemoSession(starter)
    session.check = () => '1 problem\nsrc/App.tsx:1:1: TS2307: Cannot find module'
    const run = await session.ask('a to-do app called Errands')
    expect(run.text).toContain('src/App.tsx:1:1: TS2307')
    expect(run.text).not.toContain('clean console')
  })

  test('tells which file could not be saved', async () => {
    const session = new DemoSession(starter)
    session.refuse = (name, path) => name === 'write_file' && path === 'src/App.tsx'
    const run = await session.ask('a to-do app called Errands')
    expect(
      run.calls.filter((call) => call.args['path'] === 'src/App.tsx' && call.name === 'write_file'),
    ).toHaveLength(2)
    expect(run.text).toContain('src/App.tsx')
  })

  test('a name with quotes, signs and other scripts does no harm', async () => {
    for (const name of [
      'O\'Brien & "Sons"',
      'Ćevapi <3',
      '東京 {列車}',
      'back\\slash `tick` ${x}',
    ]) {
      const session = new DemoSession(starter)
      await session.ask(`a landing page for a bakery called “${name}”`)
      expect(session.files.get('index.html')).toContain('<title>')
      expect(session.files.get('src/config.ts')).toContain('name:')
    }
  })
})

describe('talking', () => {
  for (const [asked, answered] of [
    ['hello', /Hello/],
    ['Ada: what can you do?', /demo model/],
    ['write a compiler for COBOL', /beyond me/],
    ['add a backend with a Postgres database', /beyond me/],
    ['add Stripe payments', /beyond me/],
    ['what is the capital of France?', /can’t answer questions/],
  ] as const) {
    test(`${asked}: answers in words and touches no file`, async () => {
      const session = new DemoSession(starter)
      const run = await session.ask(asked)
      expect(run.calls).toEqual([])
      expect(run.text).toMatch(answered)
      if (/beyond|questions/.test(run.text))
        expect(run.text).toMatch(/ZAI_API_KEY.*OPENAI_API_KEY.*ANTHROPIC_API_KEY/)
    })
  }

  test('a wish for an existing app that it does not understand changes nothing', async () => {
    const session = new DemoSession(starter)
    await session.ask('a to-do app called Errands')
    const before = new Map(session.files)
    const run = await session.ask('fizzle the gromp')
    expect(session.files).toEqual(before)
    expect(run.text).toContain('ANTHROPIC_API_KEY')
  })
})

test('its words and those that the browser run uses have nothing in common', async () => {
  const { demoPrompts, nouns: NOUNS } = await import('./testing/prompts.ts')
  const { sourceFiles } = await import('./testing/sources.ts')
  const code = sourceFiles()
    .map((path) => readFileSync(path, 'utf8').toLowerCase())
    .join('\n')
  const known = [
    ...NOUNS.filter((noun) => new RegExp(`\\b${noun}s?\\b`).test(code)),
    ...demoPrompts(200)
      .map(({ title }) => title.toLowerCase())
      .filter((title) => code.includes(title)),
  ]
  expect(known).toEqual([])
})

test('an interrupted call is made again, since nobody knows whether it came to its end', async () => {
  const session = new DemoSession(starter)
  const model = createDemoModel(instantly).bindTools(tools)
  await session.ask('a to-do app called Errands')
  const write = session.messages.findIndex(
    (message) =>
      AIMessage.isInstance(message) &&
      message.tool_calls?.some((call) => call.name === 'write_file'),
  )
  const ask = session.messages[write]
  const calls = AIMessage.isInstance(ask) ? (ask.tool_calls ?? []) : []
  const cut = calls.map(
    (call) =>
      new ToolMessage({
        tool_call_id: call.id ?? '',
        content: 'Interrupted before it came to its end.',
        status: 'error',
      }),
  )
  const again = await model.invoke([...session.messages.slice(0, write + 1), ...cut])
  expect(again.tool_calls?.map((call) => call.args['path'])).toEqual(
    expect.arrayContaining(['src/config.ts']),
  )
})

test('rule 31.4: what steers the demo model is done after what it is at, in the same run', async () => {
  const told = new DemoSession(starter)
  let steered = false
  told.meanwhile = (name) => {
    if (name !== 'write_file' || steered) return
    steered = true
    told.steer('Ben: make it green')
  }
  await told.ask('Ada: a to-do app called Errands with priorities')
  const asked = new DemoSession(starter)
  await asked.ask('Ada: a to-do app called Errands with priorities')
  await asked.ask('Ben: make it green')
  expect(steered).toBe(true)
  expect([...told.files]).toEqual([...asked.files])
})
