import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import * as schema from '../drizzle/schema.ts'
import { newId } from '../shared/ids.ts'
import { colorOf } from '../shared/person-color.ts'
import type { AppRouter } from './api/router.ts'
import { readDatabaseUrl } from './db/database-url.ts'
import { openPool } from './db/pool.ts'
import { drizzleOn } from './db/transaction.ts'
import { readEvents } from './events/event-log.ts'
import { openTab, type Tab } from './rooms/fuzz/tab.ts'
import { createVisitor } from './testing/app-server.ts'
import { startBalancer } from './testing/balancer.ts'
import { hasTestPostgres, noPostgres, startTestPostgres } from './testing/postgres.ts'
import { hasRedis, noRedis, startTestRedis } from './testing/redis.ts'

const Started = z.object({ port: z.int(), epoch: z.string() })
const fixture = fileURLToPath(new URL('testing/node.fixture.ts', import.meta.url))

async function startNode(databaseUrl: string, redisUrl: string) {
  const start = JSON.stringify({ databaseUrl, redisUrl, tokenDelayMs: 60 })
  const child = fork(fixture, [start], { stdio: 'inherit' })
  const [message] = await once(child, 'message')
  return { child, ...Started.parse(message) }
}

async function setUp() {
  const database = await startTestPostgres()
  if (!database) throw new Error(noPostgres)
  const redis = await startTestRedis()
  const nodes = [await startNode(database.url, redis.url), await startNode(database.url, redis.url)]
  const balancer = await startBalancer(nodes.map(({ port }) => port))
  const ways = readDatabaseUrl(database.url)
  const pool = openPool({ ways, kind: 'server' }, { max: 2 })
  return { database, redis, nodes, balancer, pool, db: drizzleOn(pool) }
}

const why = [hasTestPostgres() ? '' : noPostgres, hasRedis() ? '' : noRedis].filter(Boolean)
const title = why.length > 0 ? `two nodes (left out: ${why.join(', ')})` : 'two nodes'

describe.skipIf(why.length > 0)(title, () => {
  let world: Awaited<ReturnType<typeof setUp>>
  const closers: Array<() => void> = []

  beforeAll(async () => {
    world = await setUp()
  }, 400_000)
  afterAll(async () => {
    for (const close of closers) close()
    vi.unstubAllGlobals()
    for (const { child } of world.nodes) child.kill('SIGKILL')
    await world.balancer[Symbol.asyncDispose]()
    await world.pool.end()
    await world.redis.stop()
    await world.database.stop()
  }, 60_000)

  /** Opens tabs on a new session; the balancer picks each connection's node. */
  const openTabs = async (count: number) => {
    const { balancer } = world
    const anna = createVisitor(balancer.url)
    await anna.api.auth.guest.mutate()
    const me = await anna.api.auth.me.query()
    if (!me) throw new Error('nobody is signed in')
    const sessionId = newId()
    await anna.api.sessions.create.mutate({ id: sessionId })
    const headers = { cookie: anna.cookie(), origin: anna.origin }
    class BrowserSocket extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers })
      }
    }
    vi.stubGlobal('WebSocket', BrowserSocket)
    const wsBase = balancer.url.replace('http', 'ws')
    const tabs = Array.from({ length: count }, (_, index) => {
      const socket = createWSClient({ url: `${wsBase}/trpc` })
      const events = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] })
      const tab = openTab({
        index,
        sessionId,
        me: { id: me.id, name: me.name, color: colorOf(me.id) },
        wsUrl: `${wsBase}/yjs`,
        calls: {
          send: (message) => anna.api.messages.send.mutate({ ...message, delivery: 'after' }),
          subscribe: (input, on) => {
            const { unsubscribe } = events.events.subscribe.subscribe(input, {
              onData: (item) => on.data(item.data),
              onError: on.failed,
              onComplete: on.ended,
            })
            return unsubscribe
          },
        },
      })
      closers.push(() => {
        tab.link.destroy()
        void socket.close()
      })
      return tab
    })
    await vi.waitFor(
      () => {
        for (const { link } of tabs) {
          expect(link.connection.get().is).toBe('online')
          expect(link.draft.state.get()).toBe('shared')
          expect(link.awareness.getStates().size).toBe(count)
        }
      },
      { timeout: 60_000, interval: 50 },
    )
    return { sessionId, tabs }
  }

  const send = (tab: Tab) =>
    tab.link.outbox.send({
      text: tab.link.draft.text.toString(),
      options: { as: 'message', delivery: 'after' },
      shown: true,
      draft: tab.link.draft.seen(),
    })

  const eventually = (check: () => void, timeout = 60_000) =>
    vi.waitFor(check, { timeout, interval: 50 })

  const draftIs = (tabs: Tab[], text: string) =>
    eventually(() => {
      for (const { link } of tabs) expect(link.draft.text.toString()).toBe(text)
    })

  /** Waits until all tabs show the same ended run, then compares their events with the rows. */
  const sameStory = async (sessionId: string, tabs: Tab[]) => {
    await eventually(() => {
      const [first] = tabs
      const view = first?.link.record.get()
      expect(view?.meta?.running).toBe(null)
      expect(view?.messages.at(-1)).toMatchObject({ from: 'agent', status: 'done' })
      for (const { link, events } of tabs) {
        expect(link.record.get().messages).toEqual(view?.messages)
        expect(link.record.get().activity).toEqual(view?.activity)
        expect(events.at(-1)?.seq).toBe(view?.meta?.seq)
      }
    }, 90_000)
    const rows = await readEvents(world.db, sessionId, 0)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, index) => index + 1))
    for (const { events, begun } of tabs)
      expect(events).toEqual(rows.filter(({ seq }) => seq > (begun() ?? 0)))
    return rows
  }

  test('rule 10.1: without Redis everything still arrives, by the slow look', async () => {
    const { sessionId, tabs } = await openTabs(2)
    const [a, b] = tabs
    if (!a || !b) throw new Error('no tabs')
    await world.redis.stop()
    a.link.draft.text.insert(0, 'Build a list')
    await draftIs(tabs, 'Build a list')
    b.link.draft.text.insert(0, 'Please: ')
    await draftIs(tabs, 'Please: Build a list')
    await send(b)
    await draftIs(tabs, '')
    await sameStory(sessionId, tabs)
    await world.redis.start()
    a.link.draft.text.insert(0, 'and on')
    await draftIs(tabs, 'and on')
  }, 300_000)

  test('rule 8.2: a node that is killed hands its run, people and draft to the other, nothing lost and nothing double', async () => {
    const { sessionId, tabs } = await openTabs(3)
    const [a, b] = tabs
    if (!a || !b) throw new Error('no tabs')
    a.link.draft.text.insert(0, 'Build a list')
    await draftIs(tabs, 'Build a list')
    await send(a)
    await eventually(() => expect(b.link.live.get().size).toBe(1))
    b.link.draft.text.insert(0, 'half a thou')
    await draftIs(tabs, 'half a thou')
    const [run] = await world.db
      .select({ owner: schema.runs.leaseOwner })
      .from(schema.runs)
      .where(eq(schema.runs.sessionId, sessionId))
      .orderBy(asc(schema.runs.queuedAt))
    const worker = world.nodes.find(({ epoch }) => epoch === run?.owner)
    expect(worker).toBeDefined()
    worker?.child.kill('SIGKILL')
    b.link.draft.text.insert(b.link.draft.text.length, 'ght')
    const rows = await sameStory(sessionId, tabs)
    await draftIs(tabs, 'half a thought')
    await eventually(() => {
      for (const { link } of tabs) {
        expect(link.connection.get().is).toBe('online')
        expect(link.awareness.getStates().size).toBe(3)
      }
    })
    const settled = rows.flatMap(({ event }) => (event.type === 'step_settled' ? [event.step] : []))
    expect(settled).toEqual([0, 1, 2])
    expect(rows.filter(({ event }) => event.type === 'done')).toHaveLength(1)
    expect(rows.filter(({ event }) => event.type === 'run_started').length).toBeGreaterThan(1)
  }, 300_000)
})
