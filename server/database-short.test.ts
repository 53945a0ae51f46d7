import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { runs } from '../drizzle/schema.ts'
import { newId } from '../shared/ids.ts'
import { openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { words } from './lib/words.ts'
import { startAppServer } from './testing/app-server.ts'
import { setUpTestCheckpointer } from './testing/database.ts'
import { startOwnPostgres } from './testing/own-postgres.ts'
import { createPlainSandboxes } from './testing/plain-sandboxes.ts'
import { hasTestPostgres, noPostgres } from './testing/postgres.ts'
import { maySmallDisk, mountSmallDisk } from './testing/small-disk.ts'

const here = hasTestPostgres()
const noDisk = maySmallDisk ? '' : 'no disk can be mounted here'
const without = here ? noDisk : noPostgres

test.skipIf(without !== '')(
  `rules 42.3 and 42.4: with the disk of Postgres full, runs wait, and people, /readyz and a metric say so${without && ` (left out: ${without})`}`,
  async () => {
    const disk = mountSmallDisk()
    try {
      await using postgres = await startOwnPostgres({ parent: disk.path })
      const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' })
      await migrate(database, setUpTestCheckpointer)
      const plain = createPlainSandboxes()
      const full = Promise.withResolvers<void>()
      await using app = await startAppServer(
        [
          { text: 'Looking.', toolCalls: [{ name: 'run_command', args: { command: 'ls' } }] },
          { text: 'Done.' },
        ],
        {
          database: { ...database, [Symbol.asyncDispose]: () => database.close() },
          sandboxes: {
            forRun: (sessionId) => ({
              ...plain.forRun(sessionId),
              async run(...given) {
                await full.promise
                const output = randomBytes(100_000).toString('base64')
                return { ...(await plain.forRun(sessionId).run(...given)), stdout: output }
              },
            }),
          },
        },
      )
      const ready = async () => {
        const response = await fetch(`${app.url}/readyz`)
        return { status: response.status, body: await response.json() }
      }
      const short = async () => {
        const text = await (await fetch(`${app.url}/metrics`)).text()
        return Number(/^fegg_database_short (\S+)$/m.exec(text)?.[1])
      }
      const anna = app.visitor()
      await anna.api.auth.guest.mutate()
      const sessionId = newId()
      await anna.api.sessions.create.mutate({ id: sessionId })
      const send = (text: string) =>
        anna.api.messages.send.mutate({ id: newId(), sessionId, text, delivery: 'after' })
      const state = async (runId: string | null) => {
        const [row] = await app.db
          .select({ status: runs.status, message: runs.errorMessage })
          .from(runs)
          .where(eq(runs.id, runId ?? ''))
        return row
      }
      const first = await send('Build it')
      const second = await send('Build more')
      await expect.poll(() => state(first.runId)).toMatchObject({ status: 'running' })
      disk.fill()
      full.resolve()

      await expect
        .poll(() => anna.api.runs.waits.query({ sessionId }))
        .toEqual({ why: 'short', text: words.shortage.databaseDisk })
      expect(await ready()).toEqual({
        status: 503,
        body: { ok: false, reason: words.shortage.databaseDisk },
      })
      expect(await short()).toBe(1)
      await expect(anna.api.sessions.create.mutate({ id: newId() })).rejects.toThrow(
        words.shortage.databaseDisk,
      )
      await wait(3_000)
      expect(await state(first.runId)).toEqual({ status: 'running', message: null })
      expect(await state(second.runId)).toEqual({ status: 'queued', message: null })

      disk.free()
      const soon = { timeout: 60_000 }
      await expect.poll(() => state(second.runId), soon).toMatchObject({ status: 'done' })
      expect(await state(first.runId)).toMatchObject({ status: 'done' })
      expect(await ready()).toMatchObject({ status: 200 })
      expect(await short()).toBe(0)
    } finally {
      disk.unmount()
    }
  },
)

describe.skipIf(!here)(here ? 'with Postgres' : `with Postgres (left out: ${noPostgres})`, () => {
  test('rule 42.2: a database that takes no more connections is said in words, until it takes some', async () => {
    await using postgres = await startOwnPostgres({ settings: { max_connections: '12' } })
    const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' })
    expect(database.shortage()).toBeNull()
    const others: pg.Client[] = []
    const more = async () => {
      const client = new pg.Client({
        connectionString: postgres.url('postgres'),
      })
      client.on('error', () => undefined)
      await client.connect()
      others.push(client)
    }
    await expect(
      (async () => {
        for (;;) await more()
      })(),
    ).rejects.toThrow(/too many clients/)
    const sleeping = database.pool.query('select pg_sleep(2)')
    await expect(database.pool.query('select 1')).rejects.toThrow(/too many clients/)
    expect(database.shortage()).toBe(words.shortage.connections)
    await sleeping
    await Promise.all(others.map((client) => client.end()))
    await expect.poll(() => database.shortage(), { timeout: 30_000 }).toBeNull()
    await database.close()
  })

  test('rule 42.2: a database without memory is said in words, until it has some', async () => {
    await using postgres = await startOwnPostgres()
    const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '' })
    await expect(
      database.pool.query(`do $$ begin raise exception using errcode = '53200'; end $$`),
    ).rejects.toThrow()
    expect(database.shortage()).toBe(words.shortage.memory)
    await expect.poll(() => database.shortage(), { timeout: 30_000 }).toBeNull()
    await database.close()
  })
})
