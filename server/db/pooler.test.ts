import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { users } from '../../drizzle/schema.ts'
import { setUpTestCheckpointer } from '../testing/database.ts'
import { type OwnPostgres, startOwnPostgres } from '../testing/own-postgres.ts'
import { hasTestPostgres } from '../testing/postgres.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

const here = hasTestPostgres() && spawnSync('pgbouncer', ['--version']).status === 0
const title = here
  ? 'behind PgBouncer in transaction mode'
  : 'behind PgBouncer in transaction mode (left out: no pgbouncer or no Postgres found)'

describe.skipIf(!here)(title, () => {
  let server: OwnPostgres
  let pooler: ChildProcess
  const url = (name: string) => server.url(name).replace('?', '?port=6432&')
  beforeAll(async () => {
    server = await startOwnPostgres()
    const file = join(server.dir, 'pgbouncer.ini')
    writeFileSync(
      file,
      `[databases]
* = host=${server.dir} port=5432 user=postgres
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = ${server.dir}
auth_type = any
pool_mode = transaction
default_pool_size = 3
`,
    )
    const ids = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
    if (ids.uid !== undefined) chownSync(file, ids.uid, ids.gid)
    pooler = spawn('pgbouncer', [file], { ...ids, stdio: 'ignore' })
    const reach = async () => {
      const database = await openDatabase({ databaseUrl: url('postgres'), dataDir: '' })
      await database.close()
    }
    await vi.waitFor(reach, { timeout: 10_000 })
  }, 60_000)
  afterAll(async () => {
    pooler.kill('SIGKILL')
    await server[Symbol.asyncDispose]()
  })

  it('rule 38.6: migrates once from several servers, and many transactions share few connections', async () => {
    await server.ask('create database app')
    const open = () => openDatabase({ databaseUrl: url('app'), dataDir: '' })
    const [first, second] = await Promise.all([open(), open()])
    const databases = [first, second]
    const pick = (index: number) => (index % 2 === 0 ? first : second)
    await Promise.all(databases.map((each) => migrate(each, setUpTestCheckpointer)))
    const ids = Array.from({ length: 60 }, () => randomUUID())
    await Promise.all(
      ids.map((id, index) =>
        pick(index).db.transaction(async (tx) => {
          await tx.insert(users).values({ id, name: `Ann ${index}`, guest: true })
          await tx.execute(sql`update users set name = ${`Bob ${index}`} where id = ${id}`)
        }),
      ),
    )
    const names = await pick(0).db.select({ name: users.name }).from(users)
    expect(names.map(({ name }) => name).toSorted()).toEqual(
      ids.map((_, index) => `Bob ${index}`).toSorted(),
    )
    await Promise.all(databases.map((each) => each.close()))
  }, 30_000)

  it('rule 38.6: refuses a database whose default isolation it would have to change', async () => {
    await server.ask('create database strict')
    await server.ask(`alter database strict set default_transaction_isolation = 'serializable'`)
    const refused = openDatabase({ databaseUrl: url('strict'), dataDir: '' })
    await expect(refused).rejects.toThrow(/connection pooler .* serializable; run: alter database/)
  })
})

function idOf(flag: string): number {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
}
