import { randomUUID } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { users } from '../../drizzle/schema.ts'
import { setUpTestCheckpointer } from '../testing/database.ts'
import { type OwnPostgres, startOwnPostgres } from '../testing/own-postgres.ts'
import { hasTestPostgres, noPostgres } from '../testing/postgres.ts'
import { type Database, openDatabase } from './database.ts'
import { readDatabaseUrl } from './database-url.ts'
import { migrate } from './migrate.ts'
import { type Connection, openPool } from './pool.ts'
import { drizzleOn } from './transaction.ts'

const rounds = 200
const here = hasTestPostgres()
const title = here ? 'on a server of its own' : `on a server of its own (left out: ${noPostgres})`

// An error that nobody handles would end the process; here it fails the run.
describe.skipIf(!here)(title, () => {
  let server: OwnPostgres
  let database: Database
  beforeAll(async () => {
    server = await startOwnPostgres()
    database = await openDatabase({ databaseUrl: server.url('postgres'), dataDir: '' })
    await migrate(database, setUpTestCheckpointer)
  }, 120_000)
  afterAll(async () => {
    await database.close()
    await server[Symbol.asyncDispose]()
  })

  const endAll = `select pg_terminate_backend(pid) from pg_stat_activity
    where pid <> pg_backend_pid() and backend_type = 'client backend'`

  async function addUser(): Promise<string> {
    const id = randomUUID()
    await database.db.transaction(async (tx) => {
      await tx.insert(users).values({ id, name: 'Ann', guest: true })
    })
    return id
  }

  async function has(id: string): Promise<boolean> {
    return (await database.db.select().from(users).where(eq(users.id, id))).length === 1
  }

  it(`rule 38.1: connections end in the middle of transactions, ${rounds} times`, async () => {
    const admin = openPool(database.connection, { max: 1 })
    let failed = 0
    for (let round = 0; round < rounds; round++) {
      const id = randomUUID()
      const work = database.db.transaction(async (tx) => {
        await tx.insert(users).values({ id, name: 'Ann', guest: true })
        // By turns between two calls, during one, and with several on their way.
        if (round % 3 === 0) await admin.query(endAll)
        else if (round % 3 === 1) {
          await Promise.all([tx.execute(sql`select pg_sleep(60)`), admin.query(endAll)])
        } else {
          const ids = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
          const end = sql`select pg_terminate_backend(${ids.rows[0]?.pid ?? 0})`
          await Promise.all([tx.execute(end), tx.execute(sql`select 1`), tx.execute(sql`select 2`)])
        }
        await tx.execute(sql`select 1`)
      })
      await work.catch(() => failed++)
      expect(await has(id)).toBe(false)
      expect(await has(await addUser())).toBe(true)
    }
    expect(failed).toBe(rounds)
    await admin.end()
  }, 60_000)

  it('rule 38.1: keeps the error of the work when its connection is lost too', async () => {
    const failing = database.db.transaction(async () => {
      await server.ask(endAll)
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await has(await addUser())).toBe(true)
  })

  it('rule 38.1: no connection stays taken after transactions that could not begin', async () => {
    for (let round = 0; round < 30; round++) {
      await Promise.all([
        server.ask(endAll),
        ...Array.from({ length: 12 }, () => addUser().catch(() => '')),
      ])
    }
    expect(await has(await addUser())).toBe(true)
    expect(database.pool.waitingCount).toBe(0)
    expect(database.pool.totalCount).toBe(database.pool.idleCount)
  }, 60_000)

  it.each(['fast', 'immediate'] as const)(
    'rule 38.2: what was acknowledged before and after a restart (%s) is there',
    async (mode) => {
      const kept: string[] = []
      let going = true
      const writer = async () => {
        while (going)
          await addUser().then(
            (id) => kept.push(id),
            () => database.ready().catch(() => {}),
          )
      }
      const writers = Array.from({ length: 12 }, writer)
      await expect.poll(() => kept.length).toBeGreaterThan(20)
      await server.restart(mode)
      const before = kept.length
      await expect.poll(() => kept.length, { timeout: 20_000 }).toBeGreaterThan(before + 20)
      going = false
      await Promise.all(writers)
      const ids = new Set((await database.db.select({ id: users.id }).from(users)).map((u) => u.id))
      expect(kept.filter((id) => !ids.has(id))).toEqual([])
    },
    60_000,
  )

  it('rule 38.1: calls to a paused server fail in time, and work once it goes on', async () => {
    const pool = openPool(database.connection, { max: 2, callLimitMs: 1_500 })
    const db = drizzleOn(pool)
    const id = randomUUID()
    const paused = db.transaction(async (tx) => {
      await tx.insert(users).values({ id, name: 'Ann', guest: true })
      await server.signal('SIGSTOP')
      await tx.execute(sql`select 1`)
    })
    const others = Array.from({ length: 5 }, () => db.select().from(users).limit(1))
    const ended = await Promise.allSettled([paused, ...others])
    await server.signal('SIGCONT')
    expect(ended[0]?.status).toBe('rejected')
    await expect
      .poll(() =>
        pool.query('select 1').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    expect(await has(id)).toBe(false)
    await pool.end()
  }, 60_000)

  it('rule 38.3: a name that leads to another server is followed when connections break', async () => {
    await server.ask('create database other')
    let target = 'none'
    const sockets = new Set<Socket>()
    const proxy = createServer((socket) => {
      const onward = connect(join(target))
      for (const each of [socket, onward]) {
        sockets.add(each)
        each.on('error', () => undefined)
        each.on('close', () => {
          socket.destroy()
          onward.destroy()
        })
      }
      socket.pipe(onward).pipe(socket)
    })
    function join(dir: string) {
      return `${dir}/.s.PGSQL.5432`
    }
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await using second = await startOwnPostgres()
    await second.ask('create table here (n int)')
    const ways = readDatabaseUrl(`postgres://postgres@127.0.0.1:${port}/postgres?sslmode=prefer`)
    const pool = openPool({ ways, kind: 'server' }, { max: 3 })
    target = server.dir
    await Promise.all([1, 2, 3].map(() => pool.query('select 1 from users')))
    target = second.dir
    for (const socket of sockets) socket.destroy()
    await pool.query('select 1').catch(() => undefined)
    expect((await pool.query('select n from here')).rows).toEqual([])
    await pool.end()
    proxy.close()
  }, 60_000)

  it('rule 38.3: of a list of hosts it uses the one that may be written', async () => {
    const ways = readDatabaseUrl(`postgres://postgres@/standby?host=/nowhere,${server.dir}`)
    await server.ask('create database standby')
    const [nowhere, primary = nowhere] = ways
    const connection: Connection = { ways: [nowhere, primary], kind: 'server' }
    const pool = openPool(connection, { max: 2 })
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await server.ask('alter database standby set default_transaction_read_only = on')
    await server.ask(endAll)
    const readOnly = async () =>
      pool.query('select 1').then(
        () => '',
        (e: Error) => e.message,
      )
    await readOnly()
    expect(await readOnly()).toMatch(/ENOENT|read-only/)
    await server.ask('alter database standby set default_transaction_read_only = off')
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    await pool.end()
  })

  it.each(['serializable', 'repeatable read'])(
    'rule 38.4: works read committed though the default is %s',
    async (level) => {
      const name = `i_${level.replace(' ', '_')}`
      await server.ask(`create database ${name}`)
      await server.ask(`alter database ${name} set default_transaction_isolation = '${level}'`)
      const opened = await openDatabase({ databaseUrl: server.url(name), dataDir: '' })
      const show = sql`show transaction_isolation`
      const expected = [{ transaction_isolation: 'read committed' }]
      expect((await opened.db.execute(show)).rows).toEqual(expected)
      expect((await opened.db.transaction((tx) => tx.execute(show))).rows).toEqual(expected)
      await opened.close()
    },
  )

  it('rule 38.4: refuses a database whose encoding is not UTF8', async () => {
    await server.ask(`create database latin encoding 'LATIN1' template template0`)
    const refused = openDatabase({ databaseUrl: server.url('latin'), dataDir: '' })
    await expect(refused).rejects.toThrow(/^DATABASE_URL: .* encoding LATIN1; FeGG needs UTF8/)
  })
})
