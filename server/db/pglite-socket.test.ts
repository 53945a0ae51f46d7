import { emptyCheckpoint } from '@langchain/langgraph'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { sql as statement } from 'drizzle-orm'
import pg from 'pg'
import { rowsOf } from '../testing/rows.ts'
import { openPool, type Pool } from './pool.ts'
import { drizzleOn } from './transaction.ts'
import { expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/database.ts'
import { checkpointSchema } from './migrate.ts'

// Twenty connections, pipelined and not, check every response. A fixed seed draws the work; the machine
// decides the interleaving.
const fixedSeed = 20_310_203
const rounds = 60
const accounts = 8

type Draw = (below: number) => number

/** mulberry32; returns integers below a limit. */
function draws(seed: number): Draw {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) % below
  }
}

it('answers 20 connections of pools, clients and the checkpointer without one wrong row', async () => {
  await using database = await openTestDatabase('embedded')
  const sql = rowsOf(database.pool)
  await sql`create table account (id int primary key, cents int not null check (cents >= 0))`
  await sql`create table note (who int, n int, body bytea, primary key (who, n))`
  for (let id = 0; id < accounts; id++) await sql`insert into account values (${id}, 1000)`

  const counts = await Promise.all([
    ...Array.from({ length: 9 }, (_, who) => drivePool(database, who)),
    ...Array.from({ length: 7 }, (_, index) => drivePg(database, 9 + index)),
    ...Array.from({ length: 4 }, (_, index) => driveCheckpointer(database, 16 + index)),
  ])

  const [sum] = await sql<{ cents: number }>`select sum(cents)::int cents from account`
  expect(sum?.cents).toBe(accounts * 1000)
  const queries = counts.reduce((total, count) => total + count, 0)
  console.info(`PGlite socket: ${queries} queries over 20 connections, seed ${fixedSeed}`)
  expect(queries).toBeGreaterThan(4000)
}, 120_000)

async function drivePool(database: TestDatabase, who: number): Promise<number> {
  const draw = draws(fixedSeed + who)
  const pool = openPool(database.connection, { max: 1 })
  const sql = rowsOf(pool)
  let queries = 0
  let notes = 0
  for (let round = 0; round < rounds; round++) {
    const x = draw(1e6)
    switch (draw(7)) {
      case 0: {
        const rows = await withClient(pool, async (client) => {
          const pipelined = Array.from(
            { length: 8 },
            (_, i) => rowsOf(client)`select ${who}::int a, ${x + i}::int b`,
          )
          return (await Promise.all(pipelined)).flat()
        })
        expect(rows).toEqual(Array.from({ length: 8 }, (_, i) => ({ a: who, b: x + i })))
        queries += 8
        break
      }
      case 1:
        expect(await pool.query(`select ${x} a; select '${who}' b`)).toMatchObject([
          { rows: [{ a: x }] },
          { rows: [{ b: `${who}` }] },
        ])
        queries += 2
        break
      case 2: {
        const seen: number[] = []
        const count = 50 + draw(200)
        await withClient(pool, async (client) => {
          await client.query('begin')
          await client.query(
            `declare c cursor for select ${x} + i as i from generate_series(1, ${count}) i`,
          )
          while (seen.length < count) {
            const { rows } = await client.query<{ i: number }>('fetch 40 from c')
            seen.push(...rows.map((row) => row.i))
          }
          await client.query('commit')
        })
        expect(seen).toEqual(Array.from({ length: count }, (_, i) => x + i + 1))
        queries += Math.ceil(count / 40)
        break
      }
      case 3: {
        const body = Buffer.alloc(1 + draw(300_000), `${who}:${x};`)
        await sql`insert into note values (${who}, ${notes}, ${body})`
        const [row] = await sql`select body from note where who = ${who} and n = ${notes}`
        expect(Buffer.compare(row?.['body'], body)).toBe(0)
        notes++
        queries += 2
        break
      }
      case 4:
        queries += await transfer(pool, draw)
        break
      case 5: {
        const failing = drizzleOn(pool).transaction(async (tx) => {
          await tx.execute(statement`insert into note values (${who}, ${1e6 + x}, null)`)
          await tx.execute(statement`select 1 / (${who}::int - ${who}::int)`)
        })
        await expect(failing).rejects.toMatchObject({ cause: { code: '22012' } })
        expect(await sql`select 1 from note where who = ${who} and n >= 1000000`).toEqual([])
        queries += 5
        break
      }
      default:
        await expect(pool.query(`select ${x} from "no_such_${who}"`)).rejects.toMatchObject({
          code: '42P01',
        })
        queries++
    }
  }
  const [kept] = await sql`select count(*)::int n from note where who = ${who}`
  expect(kept).toEqual({ n: notes })
  await pool.end()
  return queries
}

async function withClient<T>(pool: Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

/** Wrong as soon as two interleave. */
async function transfer(pool: Pool, draw: Draw): Promise<number> {
  const from = draw(accounts)
  const to = (from + 1 + draw(accounts - 1)) % accounts
  const amount = draw(50)
  await withClient(pool, async (client) => {
    const tx = rowsOf(client)
    await tx`begin`
    const rows = await tx`select id, cents from account where id in (${from}, ${to})`
    const cents = new Map(rows.map((row) => [Number(row['id']), Number(row['cents'])]))
    expect(cents.size).toBe(2)
    const paid = Math.min(amount, cents.get(from) ?? 0)
    await new Promise((resolve) => setImmediate(resolve))
    await tx`update account set cents = ${(cents.get(from) ?? 0) - paid} where id = ${from}`
    await tx`update account set cents = ${(cents.get(to) ?? 0) + paid} where id = ${to}`
    await tx`commit`
  })
  return 5
}

async function drivePg(database: TestDatabase, who: number): Promise<number> {
  const draw = draws(fixedSeed + who)
  const [{ host, port, user }] = database.connection.ways
  const client = new pg.Client({ host, port, user, database: 'postgres' })
  await client.connect()
  let queries = 0
  for (let round = 0; round < rounds; round++) {
    const x = draw(1e6)
    switch (draw(4)) {
      case 0: {
        // One name on all connections, with different statements.
        const text = `select $1::int + ${who} as sum, '${who}' as who`
        const { rows } = await client.query({ name: 'shared', text, values: [x] })
        expect(rows).toEqual([{ sum: x + who, who: String(who) }])
        queries++
        break
      }
      case 1: {
        // One pipelined query fails: the others get their own results.
        const answers = await Promise.allSettled([
          client.query('select $1::int as a', [x]),
          client.query('select $1::int / 0 as a', [x]),
          client.query('select $1::text as a', [`${who}-${x}`]),
        ])
        expect(
          answers.map((a) => (a.status === 'fulfilled' ? a.value.rows[0].a : a.reason.code)),
        ).toEqual([x, '22012', `${who}-${x}`])
        queries += 3
        break
      }
      case 2: {
        await client.query('begin')
        await client.query('savepoint s')
        await expect(client.query('insert into account values (0, 0)')).rejects.toMatchObject({
          code: '23505',
        })
        await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
        await client.query('rollback to s')
        const { rows } = await client.query('select $1::int as still_here', [x])
        expect(rows).toEqual([{ still_here: x }])
        await client.query('commit')
        queries += 7
        break
      }
      default: {
        const { rows } = await client
          .query('copy (select 1) to stdout; select $$done$$ as d')
          .then((results) => (Array.isArray(results) ? results[1] : results))
        expect(rows).toEqual([{ d: 'done' }])
        queries += 2
      }
    }
  }
  await client.end()
  return queries
}

async function driveCheckpointer(database: TestDatabase, who: number): Promise<number> {
  const draw = draws(fixedSeed + who)
  const pool = openPool(database.connection, { max: 1 })
  const saver = new PostgresSaver(pool, undefined, { schema: checkpointSchema })
  const thread = { thread_id: `thread-${who}`, checkpoint_ns: '' }
  const written: Array<{ id: string; value: string }> = []
  for (let round = 0; round < rounds / 3; round++) {
    const value = `${who}/${round}/${'x'.repeat(draw(5000))}`
    const id = `${String(round).padStart(8, '0')}-0000-6000-8000-000000000000`
    const checkpoint = {
      ...emptyCheckpoint(),
      id,
      channel_values: { text: value },
      channel_versions: { text: round + 1 },
    }
    const metadata = { source: 'loop' as const, step: round, parents: {} }
    const at = { configurable: { ...thread, checkpoint_id: written.at(-1)?.id } }
    const saved = await saver.put(at, checkpoint, metadata, { text: round + 1 })
    await saver.putWrites(saved, [['text', `write ${value}`]], `task-${who}`)
    written.push({ id, value })

    const tuple = await saver.getTuple({ configurable: thread })
    expect(tuple?.checkpoint.channel_values).toEqual({ text: value })
    expect(tuple?.pendingWrites).toEqual([[`task-${who}`, 'text', `write ${value}`]])
  }
  const listed: Array<{ id: string; value: unknown }> = []
  for await (const { checkpoint } of saver.list({ configurable: thread })) {
    listed.push({ id: checkpoint.id, value: checkpoint.channel_values['text'] })
  }
  expect(listed).toEqual(written.toReversed())
  await saver.deleteThread(thread.thread_id)
  expect(await saver.getTuple({ configurable: thread })).toBeUndefined()
  await pool.end()
  return written.length * 8 + 6
}
