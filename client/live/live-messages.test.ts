import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { DurableEvent } from '../../shared/protocol/events.ts'
import type { Snapshot } from '../../shared/protocol/snapshot.ts'
import type { Token } from '../../shared/protocol/token.ts'
import { newId } from '../../shared/ids.ts'
import { LiveMessages } from './live-messages.ts'

const runId = newId()
const messageId = newId()

function placed(seq: number, event: DurableEvent): AgentEvent {
  return {
    type: 'event',
    seq,
    at: '2026-01-01T00:00:00.000Z',
    event,
  }
}

function token(text: string, offset: number, place: Partial<Token> = {}): Token {
  return {
    type: 'token',
    messageId,
    step: 0,
    attempt: 1,
    offset,
    text,
    ...place,
  }
}

function snapshot(seq: number, live: Token[]): Snapshot {
  return {
    type: 'snapshot',
    seq,
    epoch: 'e',
    live,
  }
}

function settled(step: number, text: string): DurableEvent {
  return {
    type: 'step_settled',
    runId,
    messageId,
    step,
    text,
  }
}

function textOf(story: LiveMessages, step = 0) {
  return story.message(messageId)?.steps.find((other) => other.step === step)?.text
}

describe('rule 3: durable events', () => {
  test('are applied once and in order', () => {
    const story = new LiveMessages(4)
    expect(story.accept(placed(5, settled(0, 'first')))).toBe('applied')
    expect(story.accept(placed(5, settled(0, 'again')))).toBe('known')
    expect(story.accept(placed(3, settled(0, 'older')))).toBe('known')
    expect(textOf(story)).toBe('first')
    expect(story.cursor).toBe(5)
  })

  test('a gap asks for a restart and changes nothing', () => {
    const story = new LiveMessages(0)
    expect(story.accept(placed(2, settled(0, 'late')))).toBe('restart')
    expect(story.cursor).toBe(0)
    expect(story.message(messageId)).toBeUndefined()
  })
})

describe('rule 3: tokens', () => {
  test('repeated and overlapping tokens are applied once', () => {
    const story = new LiveMessages(0)
    story.accept(token('Hello', 0))
    expect(story.accept(token('Hello', 0))).toBe('known')
    story.accept(token('lo, you', 3))
    expect(textOf(story)).toBe('Hello, you')
  })

  test('a higher attempt replaces, a lower one is ignored', () => {
    const story = new LiveMessages(0)
    story.accept(token('first try', 0))
    story.accept(token('second', 0, { attempt: 2 }))
    expect(story.accept(token(' try and more', 9))).toBe('known')
    expect(textOf(story)).toBe('second')
  })

  test('missing text asks for a restart, but not forever', () => {
    const story = new LiveMessages(0)
    const answers = [1, 2, 3, 4].map(() => story.accept(token('end', 10)))
    expect(answers).toEqual(['restart', 'restart', 'restart', 'known'])
    story.accept(token('0123456789', 0))
    expect(story.accept(token('end', 10))).toBe('applied')
  })

  test('a late token changes neither a settled step nor an ended message', () => {
    const story = new LiveMessages(0)
    story.accept(placed(1, settled(0, 'settled')))
    expect(story.accept(token('settled and more', 0))).toBe('known')
    story.accept(placed(2, { type: 'done', runId, messageId, outcome: 'done' }))
    story.prune(() => true)
    expect(story.accept(token('more', 0, { step: 1 }))).toBe('known')
    expect(story.message(messageId)).toBeUndefined()
  })

  test('a snapshot adds the running text and removes nothing', () => {
    const story = new LiveMessages(0)
    story.accept(snapshot(0, [token('so far', 0)]))
    story.accept(token(' so good', 6))
    story.accept(snapshot(0, [token('so far', 0)]))
    expect(textOf(story)).toBe('so far so good')
  })
})

test('tool calls are shown from their start to their end', () => {
  const story = new LiveMessages(0)
  const call = { runId, messageId, step: 0, callId: 'c1', tool: 'write_file' }
  story.accept(placed(1, { type: 'tool_start', ...call, title: 'src/app.tsx' }))
  expect(story.message(messageId)?.steps[0]?.tools).toMatchObject([
    { title: 'src/app.tsx', state: 'running', ms: null },
  ])
  story.accept(placed(2, { type: 'tool_end', ...call, ok: false, result: 'no', ms: 12 }))
  expect(story.message(messageId)?.steps[0]?.tools).toMatchObject([
    { title: 'src/app.tsx', state: 'failed', ms: 12 },
  ])
})

/** A run that crashes in step `cut`; attempt 2 streams from there again. */
const scripts = fc
  .record({
    texts: fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
    cut: fc.nat({ max: 3 }),
    piece: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ texts, cut, piece }) => {
    const stream: AgentEvent[] = []
    let seq = 0
    const started = (attempt: number): DurableEvent => ({
      type: 'run_started',
      runId,
      messageId,
      attempt,
    })
    const say = (step: number, attempt: number, text: string) => {
      for (let at = 0; at < text.length; at += piece)
        stream.push(token(text.slice(at, at + piece), at, { step, attempt }))
    }
    stream.push(placed(++seq, started(1)))
    for (const [step, text] of texts.entries()) {
      if (step === cut) {
        say(step, 1, `lost ${text}`)
        stream.push(placed(++seq, started(2)))
      }
      say(step, step >= cut ? 2 : 1, text)
      stream.push(placed(++seq, settled(step, text)))
    }
    return { stream, texts, lastSeq: seq }
  })

/** The snapshot for a subscription that joins before the event at `index`. */
function snapshotAt(stream: readonly AgentEvent[], index: number): Snapshot {
  const server = new LiveMessages(0)
  for (const event of stream.slice(0, index)) server.accept(event)
  const running = server.message(messageId)?.steps.filter((step) => !step.settled) ?? []
  const attempts = stream
    .slice(0, index)
    .flatMap((event) => (event.type === 'token' ? [event] : []))
  const attempt = Math.max(1, ...attempts.map((event) => event.attempt))
  return snapshot(
    server.cursor,
    running.map((step) => token(step.text, 0, { step: step.step, attempt })),
  )
}

test('rule 3: any duplication, loss and reordering with restarts ends in the same messages', () => {
  fc.assert(
    fc.property(
      scripts,
      fc.array(fc.record({ at: fc.nat(), what: fc.constantFrom('again', 'drop', 'restart') }), {
        maxLength: 25,
      }),
      ({ stream, texts, lastSeq }, faults) => {
        const story = new LiveMessages(0)
        const restart = (index: number) => {
          for (const event of stream.slice(0, index))
            if (event.type === 'event' && event.seq > story.cursor) story.accept(event)
          story.accept(snapshotAt(stream, index))
        }
        for (const [index, event] of stream.entries()) {
          const here = faults.filter((fault) => fault.at % stream.length === index)
          if (here.some((fault) => fault.what === 'restart')) restart(index)
          for (const fault of here)
            if (fault.what === 'again')
              for (const old of stream.slice(Math.max(0, index - 5), index).reverse())
                if (old.type === 'token') story.accept(old)
          if (here.some((fault) => fault.what === 'drop')) continue
          if (story.accept(event) === 'restart') restart(index + 1)
        }
        restart(stream.length)
        expect(story.cursor).toBe(lastSeq)
        const steps = story.message(messageId)?.steps ?? []
        expect(steps.map((step) => step.text)).toEqual(texts)
        expect(steps.every((step) => step.settled)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})
