import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { EventFeed, type SubscribeEvents } from './event-feed.ts'
import { LiveMessages } from './live-messages.ts'
import { manualClock } from './manual-clock.ts'

function setUp(final = false) {
  const begun: Array<{
    after: number
    on: Parameters<SubscribeEvents>[1]
    stopped: boolean
  }> = []
  const subscribe: SubscribeEvents = ({ after }, on) => {
    const entry = { after, on, stopped: false }
    begun.push(entry)
    return () => {
      entry.stopped = true
    }
  }
  const { clock, advance, delays } = manualClock()
  const story = new LiveMessages(7)
  let changes = 0
  const heard: string[] = []
  const protocols: Array<number | null> = []
  const lines: boolean[] = []
  const feed = new EventFeed({
    sessionId: newId(),
    story,
    subscribe,
    clock,
    onChange: () => changes++,
    onEvent: ({ type }) => heard.push(type),
    onProtocol: (version) => protocols.push(version),
    onLine: (up) => lines.push(up),
    isFinal: () => final,
  })
  return { begun, advance, delays, story, feed, changes: () => changes, lines, protocols, heard }
}

function event(seq: number) {
  return {
    type: 'event',
    seq,
    at: '2026-01-01T00:00:00.000Z',
    event: { type: 'queue_changed' },
  }
}

test('rule 3.5: starts at the cursor, and restarts from the new cursor after an error', () => {
  const { begun, advance, story } = setUp()
  expect(begun[0]?.after).toBe(7)
  begun[0]?.on.data(event(8))
  begun[0]?.on.failed(new Error('cut'))
  expect(begun[0]?.stopped).toBe(true)
  expect(begun).toHaveLength(1)
  advance(20_000)
  expect(begun[1]?.after).toBe(8)
  expect(story.cursor).toBe(8)
})

test('rule 3.5: a gap ends the subscription and restarts it from the cursor', () => {
  const { begun, advance, changes } = setUp()
  begun[0]?.on.data(event(9))
  expect(begun[0]?.stopped).toBe(true)
  expect(changes()).toBe(0)
  advance(20_000)
  expect(begun[1]?.after).toBe(7)
})

test('rule 3.5: reports when events stop and when they come again', () => {
  const { begun, advance, lines } = setUp()
  begun[0]?.on.data(event(8))
  expect(lines).toEqual([])
  begun[0]?.on.cut()
  begun[0]?.on.cut()
  expect(lines).toEqual([false])
  begun[0]?.on.data(event(9))
  expect(lines).toEqual([false, true])
  begun[0]?.on.failed(new Error('cut'))
  advance(20_000)
  expect(lines).toEqual([false, true, false])
  begun[1]?.on.data(event(10))
  expect(lines).toEqual([false, true, false, true])
})

test('events of an earlier subscription are ignored', () => {
  const { begun, advance, story } = setUp()
  begun[0]?.on.ended()
  advance(20_000)
  begun[0]?.on.data(event(8))
  begun[0]?.on.failed(new Error('late'))
  expect(story.cursor).toBe(7)
  expect(begun).toHaveLength(2)
})

test('the backoff grows with failures in a row and progress resets it', () => {
  const { begun, advance, delays } = setUp()
  const seen: number[] = []
  for (let round = 0; round < 4; round++) {
    begun.at(-1)?.on.ended()
    seen.push(...delays())
    advance(20_000)
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(new Set(seen).size).toBe(4)
  begun.at(-1)?.on.data(event(8))
  begun.at(-1)?.on.ended()
  expect(delays()).toEqual([seen[0]])
})

test('an error that a retry can’t fix ends it, and so does destroy', () => {
  const finished = setUp(true)
  finished.begun[0]?.on.failed(new Error('not yours'))
  finished.advance(60_000)
  expect(finished.begun).toHaveLength(1)
  const left = setUp()
  left.feed.destroy()
  left.begun[0]?.on.failed(new Error('closed'))
  left.advance(60_000)
  expect(left.begun).toHaveLength(1)
  expect(left.begun[0]?.stopped).toBe(true)
})

test('what is no event is passed over', () => {
  const { begun, story } = setUp()
  begun[0]?.on.data({ type: 'event', seq: 'eight' })
  begun[0]?.on.data(event(8))
  expect(story.cursor).toBe(8)
})

test.each([
  ['of a type that this tab does not know', { type: 'confetti_thrown', by: newId() }],
  ['of a known type in another shape', { type: 'queue_changed_by', runId: 7 }],
  ['of a known type whose payload does not parse', { type: 'done', outcome: 'exploded' }],
  ['that an older server passes on wrapped', { type: 'unknown', stored: { type: 'confetti' } }],
])('rule 34.1: an event %s is passed over by its seq', (_what, strange) => {
  const { begun, advance, story, changes } = setUp()
  begun[0]?.on.data(event(8))
  begun[0]?.on.data({ ...event(9), event: strange })
  begun[0]?.on.data(event(10))
  advance(60_000)
  expect(begun).toHaveLength(1)
  expect(begun[0]?.stopped).toBe(false)
  expect(story.cursor).toBe(10)
  expect(story.messages().size).toBe(0)
  expect(changes()).toBeGreaterThan(1)
})

test('rule 34.1: a known event that an older server did not know is applied all the same', () => {
  const { begun, story } = setUp()
  const messageId = newId()
  const stored = { type: 'run_started', runId: newId(), messageId, attempt: 1 }
  begun[0]?.on.data({ ...event(8), event: { type: 'unknown', stored } })
  expect(story.cursor).toBe(8)
  expect(story.message(messageId)).toEqual({ steps: [], ended: false })
})

test('rule 34.3: a snapshot tells the server’s version; one without a version, or with unknown fields, serves as well', () => {
  const { begun, story, protocols } = setUp()
  const snapshot = { type: 'snapshot', seq: 7, epoch: 'a', live: [] }
  begun[0]?.on.data(snapshot)
  begun[0]?.on.data({ ...snapshot, protocol: 2, weather: 'sunny' })
  begun[0]?.on.data({ type: 'forecast', days: 3 })
  begun[0]?.on.data(event(8))
  expect(protocols).toEqual([null, 2])
  expect(story.cursor).toBe(8)
  expect(begun).toHaveLength(1)
})

test('rule 46.8: each durable event is told once, also after a restart', () => {
  const { begun, advance, heard } = setUp()
  begun[0]?.on.data(event(8))
  begun[0]?.on.data(event(8))
  begun[0]?.on.failed(new Error('cut'))
  advance(20_000)
  begun[1]?.on.data(event(8))
  begun[1]?.on.data(event(9))
  expect(heard).toEqual(['queue_changed', 'queue_changed'])
})
