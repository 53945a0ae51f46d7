import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { systemClock } from '../lib/clock.ts'
import { writeAwareness } from './awareness-update.ts'
import { DocChannel, type DocMember } from './doc-channel.ts'
import { awarenessFrame, readFrame, updateFrame } from './doc-protocol.ts'
import { RoomAwareness } from './room-awareness.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp() {
  const doc = new Y.Doc()
  const channel = new DocChannel({
    doc,
    clock: systemClock,
    writes: { admits: () => true, workOf: () => 0, apply: (update) => Y.applyUpdate(doc, update) },
    awareness: { of: new RoomAwareness(), publish: () => {} },
  })
  const join = (mayWrite = true) => {
    const frames: Uint8Array[] = []
    const state = { buffered: 0, closed: 0 }
    const member: DocMember = {
      connection: {
        send: (frame) => frames.push(frame),
        buffered: () => state.buffered,
        close: (code) => {
          state.closed = code
        },
      },
      person: { id: newId(), name: 'Anna', color: 'red' },
      mayWrite,
    }
    channel.join(member)
    frames.length = 0
    return { frames, state, member }
  }
  return { channel, join }
}

/** One update per letter. */
function letters(text: string): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const [index, letter] of [...text].entries()) doc.getText('prompt').insert(index, letter)
  return updates
}

function textOf(frames: Uint8Array[]): string {
  const doc = new Y.Doc()
  for (const data of frames) {
    const frame = readFrame(data)
    if (frame.type === 'update') Y.applyUpdate(doc, frame.update)
  }
  return doc.getText('prompt').toString()
}

test('rule 5.8: the first change of a burst leaves at once, the others together, as one array for all', () => {
  const { channel, join } = setUp()
  const [writer, reader, other] = [join(), join(), join()]
  const [first, ...more] = letters('hello')
  if (!first) throw new Error('no letters')
  channel.receive(writer.member, updateFrame(first))
  expect(textOf(reader.frames)).toBe('h')
  for (const update of more) channel.receive(writer.member, updateFrame(update))
  expect(reader.frames).toHaveLength(1)
  vi.advanceTimersByTime(16)
  expect(reader.frames).toHaveLength(2)
  expect(textOf(reader.frames)).toBe('hello')
  expect(other.frames[1]).toBe(reader.frames[1])
  vi.advanceTimersByTime(1_000)
  expect(reader.frames).toHaveLength(2)
})

test('rule 5.8: what several write within a frame is applied together; who sent no update among them is refused alone', () => {
  const { channel, join } = setUp()
  const [anna, ben, eve, reader] = [join(), join(), join(), join()]
  let transactions = 0
  channel.doc.on('afterTransaction', () => transactions++)
  const [first, ...more] = letters('hi')
  const [other] = letters('!')
  if (!first || !other) throw new Error('no letters')
  channel.receive(anna.member, updateFrame(first))
  expect(transactions).toBe(1)
  channel.receive(ben.member, updateFrame(other))
  channel.receive(eve.member, updateFrame(Uint8Array.of(1, 1, 255, 255)))
  for (const update of more) channel.receive(anna.member, updateFrame(update))
  vi.advanceTimersByTime(16)
  expect(transactions).toBe(2)
  expect(eve.state.closed).toBe(closeCodes.malformed)
  expect(anna.state.closed + ben.state.closed).toBe(0)
  expect([...textOf(reader.frames)].sort().join('')).toBe('!hi')
  expect(channel.doc.getText('prompt').toString()).toBe(textOf(reader.frames))
})

test('rule 5.8: a change that breaks the end of its transaction refuses who wrote it, and nothing is thrown at a timer', () => {
  const { channel, join } = setUp()
  const [anna, eve, reader] = [join(), join(), join()]
  const [first, second, third] = letters('abc')
  if (!first || !second || !third) throw new Error('no letters')
  channel.receive(anna.member, updateFrame(first))
  const fail = () => {
    throw new Error('broken')
  }
  channel.doc.on('afterTransaction', fail)
  channel.receive(eve.member, updateFrame(second))
  vi.advanceTimersByTime(16)
  channel.doc.off('afterTransaction', fail)
  expect([eve.state.closed, anna.state.closed]).toEqual([closeCodes.malformed, 0])
  channel.receive(eve.member, updateFrame(third))
  vi.advanceTimersByTime(100)
  expect(channel.doc.getText('prompt').toString()).not.toContain('c')
  expect(reader.state.closed).toBe(0)
})

test('rule 5.5: a reader that does not read is let go, and the others notice nothing', () => {
  const { channel, join } = setUp()
  const [writer, stuck, reader] = [join(), join(), join()]
  stuck.state.buffered = 9_000_000
  for (const update of letters('hi')) channel.receive(writer.member, updateFrame(update))
  vi.advanceTimersByTime(16)
  expect(stuck.state.closed).toBe(closeCodes.tooSlow)
  expect(stuck.frames).toEqual([])
  expect(channel.size).toBe(2)
  expect(textOf(reader.frames)).toBe('hi')
})

test('rule 5.7: who floods with awareness is closed with 4430, and the others are told one state a frame', () => {
  const { channel, join } = setUp()
  const [flooder, reader] = [join(false), join()]
  for (let clock = 1; clock <= 201; clock++) {
    const state = { user: flooder.member.person }
    channel.receive(flooder.member, awarenessFrame(writeAwareness([{ clientId: 7, clock, state }])))
  }
  expect(flooder.state.closed).toBe(closeCodes.flooding)
  vi.advanceTimersByTime(2_000)
  expect(reader.frames.length).toBeLessThanOrEqual(3)
  expect(reader.state.closed).toBe(0)
})

test('rule 5.1: whoever may only read can change nothing, whichever message it makes by hand', () => {
  const { channel, join } = setUp()
  const reader = join()
  const [update] = letters('x')
  if (!update) throw new Error('no letters')
  const step2 = updateFrame(update).with(1, 1)
  for (const frame of [updateFrame(update), step2]) {
    const viewer = join(false)
    channel.receive(viewer.member, frame)
    expect(viewer.state.closed).toBe(closeCodes.forbidden)
    // frames that were already on their way are ignored
    channel.receive(viewer.member, frame)
  }
  const honest = join(false)
  channel.receive(honest.member, Uint8Array.of(0, 1, 2, 0, 0))
  expect(honest.state.closed).toBe(0)
  vi.advanceTimersByTime(100)
  expect(textOf(reader.frames)).toBe('')
  expect(channel.doc.getText('prompt').toString()).toBe('')
})

test('rule 5.3: a reader that comes back with what the server wrote is no writer, also where that was deleted since', () => {
  // found by the fuzz: step 2 lists all deletions, so a reconnect ended as "no access"
  const { channel, join } = setUp()
  const map = channel.doc.getMap('meta')
  for (const value of [1, 2, 3]) map.set('value', value)
  const reader = new Y.Doc()
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(channel.doc))
  const answer = (doc: Y.Doc) =>
    updateFrame(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(channel.doc))).with(1, 1)
  const back = join(false)
  channel.receive(back.member, answer(reader))
  expect(back.state.closed).toBe(0)
  // a deletion of its own is a write
  reader.getMap('meta').delete('value')
  channel.receive(back.member, answer(reader))
  expect(back.state.closed).toBe(closeCodes.forbidden)
  expect(map.get('value')).toBe(3)
})
