import { afterEach, expect, test, vi } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { LiveTexts } from '../../shared/live-text.ts'
import { eq, sql } from 'drizzle-orm'
import {
  activity,
  events,
  liveTexts,
  members,
  messages,
  sessions,
  users,
  workspaces,
} from '../../drizzle/schema.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'
import { recordMaps } from '../../shared/protocol/doc-names.ts'
import { createMemoryBus } from '../bus/memory-bus.ts'
import { createLockSession } from '../events/session-transaction.ts'
import { sendMessage } from '../runs/send-message.ts'
import { createSession } from '../sessions/create-session.ts'
import { openTestDatabase } from '../testing/database.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { importTree } from '../versions/versions.ts'
import { writeAwareness } from './awareness-update.ts'
import type { DocMember } from './doc-channel.ts'
import { awarenessFrame, readFrame } from './doc-protocol.ts'
import { newestActivity } from './project-activity.ts'
import { newestMessageIds, projectMessages } from './project-messages.ts'
import { createRooms } from './rooms.ts'
import { subscribe } from './subscribe.ts'

afterEach(() => {
  vi.useRealTimers()
})

async function setUp() {
  const database = await openTestDatabase('embedded')
  const { db } = database
  const bus = createMemoryBus()
  const { clock, advance } = createManualClock()
  const log = { error: (details: object) => console.error(details) }
  const node = (epoch: string, itsDb = db) =>
    createRooms(
      { db: itsDb, bus, epoch, clock, log },
      { idleMs: 30_000, pollMs: 5_000, pingMs: 15_000, onOpen: () => {} },
    )
  const anna = { id: newId(), name: 'Anna', color: 'red' }
  const workspaceId = newId()
  await db.insert(users).values({ id: anna.id, name: anna.name, guest: true })
  await db.insert(workspaces).values({ id: workspaceId, slug: workspaceId, name: 'Anna' })
  await db.insert(members).values({ workspaceId, userId: anna.id, role: 'owner' })
  const sessionId = newId()
  const lockSession = createLockSession({ db, bus, clock })
  await createSession(
    {
      db,
      bus,
      clock,
      lockSession,
      template: await importTree(db, [{ path: 'a.ts', content: '' }]),
    },
    {
      id: sessionId,
      workspaceId,
      createdBy: anna.id,
      model: 'x',
      name: 'X',
      first: undefined,
    },
  )
  const memberOf = (person: DocMember['person']) => {
    const told: Array<{ clientId: number; gone: boolean }> = []
    const member: DocMember = {
      person,
      mayWrite: false,
      connection: {
        send: (data) => {
          const frame = readFrame(data)
          const text = Buffer.from(data).toString('latin1')
          if (frame.type === 'awareness' && text.length > 4)
            told.push({ clientId: data[3] ?? 0, gone: text.endsWith('null') })
        },
        buffered: () => 0,
        close: () => {},
      },
    }
    return { member, told }
  }
  return { database, bus, sessionId, anna, node, advance, memberOf, lockSession }
}

test('rule 4.3: a room that was closed and opens again serves its record under another epoch', async () => {
  // found by the fuzz: a tab that had slept came back with the old doc, and its writes were refused
  const { database, sessionId, node, advance } = await setUp()
  await using _database = database
  const rooms = node('a')
  const first = await rooms.get(sessionId)
  expect(first.epoch).toBe('a')
  expect(rooms.epochOf(sessionId)).toBe('a')
  advance(60_000)
  const again = await rooms.get(sessionId)
  expect(again).not.toBe(first)
  expect(again.epoch).not.toBe('a')
  expect(rooms.epochOf(sessionId)).toBe(again.epoch)
  await rooms.close()
})

test('rule 10.1: what could not be folded for a moment is in the record with the next look, though nothing has come since', async () => {
  const { database, sessionId, node, advance, lockSession } = await setUp()
  await using _database = database
  let broken = false
  const flaky = new Proxy(database.db, {
    get(db, key) {
      if (broken && key === 'select') throw new Error('the connection was reset')
      const value: unknown = Reflect.get(db, key, db)
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
  const rooms = node('a', flaky)
  const room = await rooms.get(sessionId)
  const folded = () => room.record.doc.getMap<RecordMeta>(recordMaps.meta).get('value')?.seq
  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  await lockSession(sessionId, async ({ emit }) => emit({ type: 'queue_changed' }))
  await room.wake()
  broken = true
  advance(1_000)
  await vi.waitFor(() => expect(told).toHaveBeenCalled())
  expect(folded()).toBeLessThan(room.seq)
  broken = false
  told.mockRestore()
  advance(5_000)
  await room.wake()
  advance(1_000)
  await vi.waitFor(() => expect(folded()).toBe(room.seq))
  await rooms.close()
})

test('rule 34.1: events that this version does not know are passed over, and handed on as they are stored', async () => {
  const { database, sessionId, node, advance, lockSession } = await setUp()
  await using _database = database
  const { db } = database
  const errors = vi.spyOn(console, 'error')
  const rooms = node('a')
  const room = await rooms.get(sessionId)
  const first = room.seq
  const emit = () =>
    lockSession(sessionId, async (locked) => locked.emit({ type: 'queue_changed' }))
  /** As a newer version would, under the session's lock. */
  const store = async (seq: number, event: object) => {
    await db.execute(
      sql`insert into ${events} (session_id, seq, at, event) values (${sessionId}, ${seq}, now(), ${JSON.stringify(event)}::jsonb)`,
    )
    await db.update(sessions).set({ lastSeq: seq }).where(eq(sessions.id, sessionId))
  }
  const confetti = { type: 'confetti_thrown', by: 'Ada' }
  const done = { type: 'done', outcome: 'exploded' }
  await emit()
  await store(first + 2, confetti)
  await store(first + 3, done)
  await emit()
  await room.wake()
  advance(1_000)
  await room.settled()
  expect(room.seq).toBe(first + 4)
  const meta = room.record.doc.getMap<RecordMeta>(recordMaps.meta).get('value')
  expect(meta?.seq).toBe(first + 4)
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()

  const end = new AbortController()
  const seen: Array<[number, unknown]> = []
  for await (const item of subscribe(db, room, first, end.signal, (_seq, data) => data)) {
    if (item.type === 'event') seen.push([item.seq, item.event])
    if (seen.length === 4) break
  }
  expect(seen).toEqual([
    [first + 1, { type: 'queue_changed' }],
    [first + 2, { type: 'unknown', stored: confetti }],
    [first + 3, { type: 'unknown', stored: done }],
    [first + 4, { type: 'queue_changed' }],
  ])
  await rooms.close()
})

test('rule 3.2: a subscription joins its room when it is first read, and has left it when it is ended', async () => {
  // a subscriber whose socket closed before its first read kept its room open forever
  const { database, sessionId, node } = await setUp()
  await using _database = database
  const rooms = node('a')
  const room = await rooms.get(sessionId)
  const open = (signal: AbortSignal) =>
    subscribe(database.db, room, null, signal, (_seq, { type }) => type)
  const closed = new AbortController()
  const neverRead = open(closed.signal)
  expect(room.users).toBe(0)
  closed.abort()
  expect(await neverRead.next()).toEqual({ done: true, value: undefined })
  expect(room.users).toBe(0)

  const aborted = new AbortController()
  const read = open(aborted.signal)
  expect(await read.next()).toEqual({ done: false, value: 'snapshot' })
  expect(room.users).toBe(1)
  const waiting = read.next()
  aborted.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(room.users).toBe(0)

  const returned = open(new AbortController().signal)
  await returned.next()
  await returned.return?.()
  expect(await returned.next()).toEqual({ done: true, value: undefined })
  expect(room.users).toBe(0)
  await rooms.close()
})

test('rule 10.3: who is in a session is seen on every node, and gone when their node falls silent', async () => {
  const { database, sessionId, anna, node, advance, memberOf } = await setUp()
  await using _database = database
  const [a, b] = [node('a'), node('b')]
  const there = await a.get(sessionId)
  const here = await b.get(sessionId)
  const { member } = memberOf(anna)
  const ben = { id: newId(), name: 'Ben', color: 'blue' }
  const watcher = memberOf(ben)
  here.record.join(watcher.member)
  there.record.join(member)
  const entry = { clientId: 7, clock: 1, state: { user: anna } }
  there.record.receive(member, awarenessFrame(writeAwareness([entry])))
  expect(watcher.told).toEqual([{ clientId: 7, gone: false }])
  expect(b.here(sessionId).map(({ name }) => name)).toEqual(['Anna', 'Ben'])
  const late = node('c')
  expect(late.here(sessionId).map(({ name }) => name)).toEqual(['Anna'])
  there.record.leave(member)
  advance(100)
  expect(watcher.told.at(-1)).toEqual({ clientId: 7, gone: true })
  expect(late.here(sessionId)).toEqual([])
  await Promise.all([a, b, late].map((rooms) => rooms.close()))
})

test('rule 4.2: the record has the newest 40 messages and 80 activity entries; the older ones come in pages', async () => {
  const { database, sessionId, anna, node } = await setUp()
  await using _database = database
  const { db } = database
  const at = new Date(0)
  // orders that leave room for the session's first events
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: newId(),
      sessionId,
      order: 100 + index,
      at,
    }))
  await db.insert(messages).values(
    rows(41).map((row) => ({
      ...row,
      from: 'person' as const,
      authorId: anna.id,
      text: `message ${row.order}`,
      authors: [anna.id],
    })),
  )
  await db.insert(activity).values(
    rows(81).map((row) => ({
      ...row,
      kind: 'message' as const,
      title: `entry ${row.order}`,
      state: 'ok' as const,
    })),
  )
  const rooms = node('a')
  const { record } = await rooms.get(sessionId)
  const orders = (map: string) =>
    [...record.doc.getMap<{ order: number }>(map).values()]
      .map(({ order }) => order)
      .toSorted((a, b) => a - b)
  expect(orders(recordMaps.messages)).toEqual(Array.from({ length: 40 }, (_, index) => 101 + index))
  expect(orders(recordMaps.activity)).toEqual(Array.from({ length: 80 }, (_, index) => 101 + index))
  const older = await newestMessageIds(db, sessionId, 101, 2)
  expect((await projectMessages(db, older)).map(({ order }) => order)).toContain(100)
  const olderActivity = await newestActivity(db, sessionId, 101, 1)
  expect(olderActivity.map(({ title }) => title)).toEqual(['entry 100'])
  await rooms.close()
})

test('rule 5.6: both docs of a quiet session send something every 15 seconds', async () => {
  const { database, sessionId, anna, node, advance } = await setUp()
  await using _database = database
  const rooms = node('a')
  const room = await rooms.get(sessionId)
  const sent = { record: 0, draft: 0 }
  for (const doc of ['record', 'draft'] as const)
    room[doc].join({
      person: anna,
      mayWrite: true,
      connection: { send: () => void (sent[doc] += 1), buffered: () => 0, close: () => {} },
    })
  for (let round = 0; round < 3; round++) {
    const before = { ...sent }
    advance(15_000)
    expect(sent.record).toBeGreaterThan(before.record)
    expect(sent.draft).toBeGreaterThan(before.draft)
  }
  await rooms.close()
})

test('rule 10.2: tokens reach another node over the bus, and a hole in them is filled from the stored text', async () => {
  const { database, bus, sessionId, anna, node, lockSession } = await setUp()
  await using _database = database
  const { runId } = await sendMessage(
    { lockSession, bus },
    { id: newId(), sessionId, authorId: anna.id, text: 'hello', delivery: 'after' },
  )
  const rooms = node('another')
  const texts = new LiveTexts()
  const room = await rooms.get(sessionId)
  room.join((item) => {
    if (item.type === 'token') texts.apply(item)
  })
  const place = { type: 'token', messageId: newId(), step: 0, attempt: 1 } as const
  const publish = (offset: number, text: string) =>
    bus.publish({ type: 'token', sessionId, token: { ...place, offset, text } })
  const seen = () => texts.get(place.messageId, 0)?.text
  publish(0, 'one ')
  await vi.waitFor(() => expect(seen()).toBe('one '))
  // the bus loses “two ”
  await database.db.insert(liveTexts).values({
    ...{ messageId: place.messageId, step: 0, attempt: 1 },
    ...{ runId: runId ?? '', sessionId, text: 'one two three ' },
  })
  publish(8, 'three ')
  await vi.waitFor(() => expect(seen()).toBe('one two three '))
  await rooms.close()
})
