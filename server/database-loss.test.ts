import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { browserKey } from '../client/browser-key.ts'
import { messages } from '../drizzle/schema.ts'
import { newId } from '../shared/ids.ts'
import { colorOf } from '../shared/person-color.ts'
import type { AppRouter } from './api/router.ts'
import { openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { readEvents } from './events/event-log.ts'
import { openTab } from './rooms/fuzz/tab.ts'
import { startAppServer } from './testing/app-server.ts'
import { setUpTestCheckpointer } from './testing/database.ts'
import { startOwnPostgres } from './testing/own-postgres.ts'
import { hasTestPostgres, noPostgres } from './testing/postgres.ts'

const here = hasTestPostgres()
const title = here ? 'people in a session' : `people in a session (left out: ${noPostgres})`

// An error that nobody handles would end the process; here it fails the run.
describe.skipIf(!here)(title, () => {
  test('rule 38.2: go on over ended connections, a restart and a crash of the database, nothing lost and nothing double', async () => {
    await using postgres = await startOwnPostgres()
    const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' })
    await migrate(database, setUpTestCheckpointer)
    const script = Array.from({ length: 40 }, () => ({ text: 'Done, as you wanted it.' }))
    await using app = await startAppServer(script, {
      tokenDelayMs: 5,
      database: { ...database, [Symbol.asyncDispose]: () => database.close() },
    })
    const anna = app.visitor(browserKey.headers())
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
    const wsBase = app.url.replace('http', 'ws')
    const socket = createWSClient({ url: `${wsBase}/trpc` })
    const events = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] })
    const { link } = openTab({
      index: 0,
      sessionId,
      me: { id: me.id, name: me.name, color: colorOf(me.id) },
      wsUrl: `${wsBase}/yjs`,
      calls: {
        send: (message) => anna.api.messages.send.mutate({ ...message, delivery: 'after' }),
        subscribe: (input, on) =>
          events.events.subscribe.subscribe(input, {
            onData: (item) => on.data(item.data),
            onError: on.failed,
            onComplete: on.ended,
          }).unsubscribe,
      },
    })
    const online = () => {
      expect(link.connection.get().is).toBe('online')
      expect(link.draft.state.get()).toBe('shared')
    }
    await vi.waitFor(online, { timeout: 30_000 })

    /** Repeats under one id until it is acknowledged. */
    const say = async (text: string) => {
      const message = { id: newId(), sessionId, text, delivery: 'after' as const }
      await vi.waitFor(() => anna.api.messages.send.mutate(message), {
        timeout: 30_000,
        interval: 250,
      })
    }
    const troubles = [
      ...Array.from({ length: 6 }, () => async () => {
        await postgres.ask(`select pg_terminate_backend(pid) from pg_stat_activity
          where pid <> pg_backend_pid() and backend_type = 'client backend'`)
      }),
      () => postgres.restart('fast'),
      () => postgres.restart('immediate'),
    ]
    const said: string[] = []
    for (const [round, trouble] of troubles.entries()) {
      const texts = [`wish ${round} a`, `wish ${round} b`]
      said.push(...texts)
      link.draft.text.insert(0, `${round}`)
      await Promise.all([...texts.map(say), trouble()])
    }

    await vi.waitFor(online, { timeout: 30_000 })
    const rows = await vi.waitFor(
      async () => {
        const kept = await database.db
          .select({ text: messages.text })
          .from(messages)
          .where(eq(messages.sessionId, sessionId))
        expect(
          kept
            .map(({ text }) => text)
            .filter((text) => said.includes(text))
            .toSorted(),
        ).toEqual(said.toSorted())
        const { meta, messages: seen } = link.record.get()
        expect(meta?.running).toBe(null)
        expect(meta?.queue).toEqual([])
        const answers = seen.flatMap((message) => (message.from === 'agent' ? [message] : []))
        expect(answers.map(({ status, error }) => error?.message ?? status)).toEqual(
          said.map(() => 'done'),
        )
        return readEvents(database.db, sessionId, 0)
      },
      { timeout: 120_000, interval: 100 },
    )
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
    const draft = link.draft.text.toString()
    expect([...draft].toSorted().join('')).toBe('01234567')
    link.destroy()
    await socket.close()
    vi.unstubAllGlobals()
  }, 180_000)
})
