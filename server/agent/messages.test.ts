import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import type { ConversationTurn } from '../agent-port/agent.ts'
import { contextBudget } from '../agent-port/context-budget.ts'
import { compact } from './compact.ts'
import { conversation, type StepWithResults } from './messages.ts'

function step(number: number, over: Partial<StepWithResults> = {}): StepWithResults {
  return {
    step: number,
    text: `step ${number}`,
    toolCalls: [{ id: `call-${number}-0`, name: 'read_file', args: { path: 'a' } }],
    results: [{ callId: `call-${number}-0`, ok: true, result: 'content' }],
    ...over,
  }
}

const ada = { name: 'Ada', text: 'Go on' }

describe('the conversation', () => {
  test('has everybody by name, and this run last', () => {
    const history: ConversationTurn[] = [
      { from: 'person', name: 'Bo', text: 'Hi' },
      {
        from: 'agent',
        place: 1,
        steps: [step(0, { toolCalls: [], results: [], text: 'Hello' })],
        steers: [],
      },
    ]
    const messages = conversation(history, ada, [step(0)])
    expect(messages.map((message) => message.type)).toEqual([
      'system',
      'human',
      'ai',
      'human',
      'ai',
      'tool',
    ])
    expect(messages[1]?.text).toBe('Bo: Hi')
    expect(messages[3]?.text).toBe('Ada: Go on')
  })

  test('keeps calls of several runs apart, each with its result', () => {
    const history: ConversationTurn[] = [
      { from: 'agent', place: 1, steps: [step(0)], steers: [] },
      { from: 'agent', place: 3, steps: [step(0)], steers: [] },
    ]
    const messages = conversation(history, ada, [step(0)])
    const asked = messages.flatMap((message) =>
      AIMessage.isInstance(message) ? (message.tool_calls ?? []).map(({ id }) => id) : [],
    )
    const answered = messages.flatMap((message) =>
      ToolMessage.isInstance(message) ? [message.tool_call_id] : [],
    )
    expect(new Set(asked).size).toBe(3)
    expect(answered).toEqual(asked)
  })

  test('repairs a call that has no result', () => {
    const messages = conversation(
      [{ from: 'agent', place: 1, steps: [step(0, { results: [] })], steers: [] }],
      ada,
      [],
    )
    const answer = messages.find((message) => ToolMessage.isInstance(message))
    expect(answer?.text).toContain('Interrupted')
    expect(answer?.status).toBe('error')
  })

  test("shows the graph's own check as a call of the model, so that no person seems to speak", () => {
    const results = [{ callId: 'gate-0', ok: false, result: '1 problem\nx' }]
    const messages = conversation([], ada, [step(0, { toolCalls: [], results })])
    const [, , said, found] = messages
    expect(AIMessage.isInstance(said) && said.tool_calls?.map(({ name }) => name)).toEqual([
      'check_app',
    ])
    expect(found?.text).toBe('1 problem\nx')
  })

  test('leaves out a step without text and calls', () => {
    const empty = step(0, { text: '', toolCalls: [], results: [] })
    expect(conversation([], ada, [empty])).toHaveLength(2)
  })
})

describe('the budget', () => {
  const result = (id: string, size: number) =>
    new ToolMessage({ tool_call_id: id, content: 'x'.repeat(size) })
  const ask = (id: string, size: number) =>
    new AIMessage({
      content: '',
      tool_calls: [{ id, name: 'write_file', args: { content: 'y'.repeat(size) } }],
    })

  test('changes nothing while there is room', () => {
    const past = [new HumanMessage('a'), ask('1', 50), result('1', 50)]
    const now = [new HumanMessage('b')]
    expect(compact(past, now, 1_000)).toEqual([...past, ...now])
  })

  test('cuts the oldest results first', () => {
    const past = [
      new HumanMessage('a'),
      ask('1', 10),
      result('1', 8_000),
      ask('2', 10),
      result('2', 8_000),
    ]
    const kept = compact(past, [new HumanMessage('b')], 3_000)
    expect(kept).toHaveLength(6)
    expect(kept[2]?.text.length).toBeLessThan(500)
    expect(kept[2]?.text).toContain('characters left out')
    expect(kept[4]?.text.length).toBe(8_000)
  })

  test('cuts arguments when results are not enough', () => {
    const past = [new HumanMessage('a'), ask('1', 9_000), result('1', 10)]
    const [, asked] = compact(past, [new HumanMessage('b')], 1_000)
    expect(JSON.stringify(AIMessage.isInstance(asked) && asked.tool_calls)).toContain(
      'characters left out',
    )
  })

  test('drops whole old turns at last, never this run', () => {
    const past = Array.from({ length: 20 }, (_, n) => [
      new HumanMessage(`${n} ${'z'.repeat(2_000)}`),
      ask(String(n), 10),
      result(String(n), 10),
    ]).flat()
    const now = [new HumanMessage('b'), ask('now', 10), result('now', 10)]
    const kept = compact(past, now, 2_000)
    expect(kept.slice(-3)).toEqual(now)
    expect(HumanMessage.isInstance(kept[0])).toBe(true)
    expect(kept.length).toBeLessThan(15)
    expect(kept.length).toBeGreaterThan(3)
  })
})

test('the system prompt stands first', () => {
  expect(SystemMessage.isInstance(conversation([], ada, [])[0])).toBe(true)
})

test('rule 31.4: what people say while a run works comes before the step that was given it, now and in later runs', () => {
  const steers = [
    { step: 1, name: 'Ben', text: 'and wide' },
    { step: 2, name: 'Cleo', text: 'and tall' },
  ]
  const steps = [step(0), step(1, { toolCalls: [], results: [], text: 'Done' })]
  const texts = (messages: BaseMessage[]) =>
    messages.flatMap((message) => (HumanMessage.isInstance(message) ? [message.text] : ['·']))
  expect(texts(conversation([], { name: 'Ada', text: 'a box' }, steps, { steers }))).toEqual([
    '·',
    'Ada: a box',
    '·',
    '·',
    'Ben: and wide',
    '·',
    'Cleo: and tall',
  ])
  const later = conversation(
    [{ from: 'agent', place: 1, steps, steers }],
    { name: 'Ada', text: 'go on' },
    [],
  )
  expect(texts(later)).toEqual([
    '·',
    '·',
    '·',
    'Ben: and wide',
    '·',
    'Cleo: and tall',
    'Ada: go on',
  ])
})

describe('pictures for a model that sees', () => {
  const taken = (name: string) => ({
    caption: name,
    route: '/',
    width: 1_024,
    height: 800,
    bytes: Buffer.from(name),
  })
  const shown = (messages: BaseMessage[]) =>
    messages.flatMap(({ content }) =>
      Array.isArray(content) ? content.filter(({ type }) => type === 'text') : [],
    )
  const steps = [0, 1, 2].map((number) => step(number))
  const pictures = new Map(
    steps.map(({ step: number }) => [
      `call-${number}-0`,
      [taken(`first of ${number}`), taken(`second of ${number}`)],
    ]),
  )

  test('rule 54.3: come after the results of their step, and only the last four', () => {
    const messages = conversation([], ada, steps, { pictures })
    expect(messages.map(({ type }) => type)).toEqual([
      ...['system', 'human', 'ai', 'tool'],
      ...['ai', 'tool', 'human', 'ai', 'tool', 'human'],
    ])
    expect(shown(messages)).toMatchObject([
      { text: 'Picture of /: first of 1' },
      { text: 'Picture of /: second of 1' },
      { text: 'Picture of /: first of 2' },
      { text: 'Picture of /: second of 2' },
    ])
    expect(JSON.stringify(messages.at(-1)?.content)).toContain(
      `data:image/jpeg;base64,${Buffer.from('second of 2').toString('base64')}`,
    )
  })

  test('rule 54.3: count in the budget', () => {
    const [, ...now] = conversation([], ada, steps, { pictures })
    const past = [new HumanMessage('x'.repeat(contextBudget - 20_000))]
    const without = conversation([], ada, steps).slice(1)
    expect(compact(past, without)[0]).toBe(past[0])
    expect(compact(past, now)[0]).toBe(now[0])
  })
})

test('rule 54.5: what the model is told near the end of a budget stands with its instructions', () => {
  const [first, ...others] = conversation([], ada, [step(0)], { note: '# Finish now' })
  expect(first?.text.endsWith('\n\n# Finish now')).toBe(true)
  expect(others).toHaveLength(3)
})
