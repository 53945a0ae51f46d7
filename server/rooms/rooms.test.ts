import { afterEach, expect, test, vi } from 'vitest'
import { members, users, workspaces } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { type RecordMeta, recordMaps } from '../../shared/protocol/record.ts'
import { createMemoryBus } from '../bus/memory-bus.ts'
import { createLockSession } from '../events/session-transaction.ts'
import { createSession } from '../sessions/create-session.ts'
import { openTestDatabase } from '../testing/database.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { importTree } from '../versions/versions.ts'
import { writeAwareness } from './awareness-update.ts'
import type { DocMember } from './doc-channel.ts'
import { awarenessFrame, readFrame } from './doc-protocol.ts'
import { createRooms } from './rooms.ts'
import { subscribe } from './subscribe.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** Two nodes' rooms over one database and one bus, and a session of Anna's. */
async function setUp() {
  const database = await openTestDatabase('embedded')
  const { db } = database
  const bus = createMemoryBus()
  const { clock, advance } = createManualClock()
  const log = { error: (details: object) => console.error(details) }
  const node = (epoch: string, itsDb = db) =>
    createRooms(
      { db: itsDb, bus, epoch, clock, log },
      { idleMs: 30_000, pollMs: 5_000, onOpen: () => {} },
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
  return { database, sessionId, anna, node, advance, memberOf, lockSession }
}

test('rule 4.3: a room that was closed and opens again serves its record under another epoch', async () => {
  // found by the fuzz: a tab that had slept came back with the old doc, and was told that it may not write
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

test('rule 3.2: a subscription joins its room when it is first read, and has left it when it is ended', async () => {
  // one whose socket closed before anybody read of it would have kept its room open for ever
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
  // a node that comes later asks, and is told
  const late = node('c')
  expect(late.here(sessionId).map(({ name }) => name)).toEqual(['Anna'])
  there.record.leave(member)
  advance(100)
  expect(watcher.told.at(-1)).toEqual({ clientId: 7, gone: true })
  expect(late.here(sessionId)).toEqual([])
  await Promise.all([a, b, late].map((rooms) => rooms.close()))
})
