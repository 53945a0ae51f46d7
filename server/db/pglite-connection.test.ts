import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../testing/database.ts'
import { rowsOf } from '../testing/rows.ts'
import { frame, int32, sync } from './wire.ts'

// Clients that are cut off, silent or malformed must not affect the others.
let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase('embedded', { holdLimitMs: 300 })
  await rowsOf(database.pool)`create table kept (n int)`
})
afterAll(() => database[Symbol.asyncDispose]())

const startupBody = Buffer.concat([
  int32(196608),
  Buffer.from('user\0postgres\0database\0postgres\0\0'),
])
const startup = Buffer.concat([int32(startupBody.length + 4), startupBody])
function query(text: string) {
  return frame('Q', text)
}
function parse(name: string, text: string) {
  return frame('P', name, text, Buffer.alloc(2))
}

class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)

  constructor() {
    const [{ host, port }] = database.connection.ways
    this.socket = connect(`${host}/.s.PGSQL.${port}`)
    this.socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
    this.socket.on('error', () => undefined)
  }

  send(...parts: Buffer[]): void {
    this.socket.write(Buffer.concat(parts))
  }

  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(text, 0, 'latin1')
      if (at >= 0) {
        const taken = this.#received.toString('latin1', 0, at + text.length)
        this.#received = this.#received.subarray(at + text.length)
        return taken
      }
      if (this.socket.destroyed) throw new Error(`ended without ${JSON.stringify(text)}`)
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')])
    }
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close')
  }
}

const readyIdle = 'Z\0\0\0\u0005I'
const readyInTransaction = 'Z\0\0\0\u0005T'
const readyFailed = 'Z\0\0\0\u0005E'

async function started(): Promise<RawClient> {
  const client = new RawClient()
  client.send(startup)
  await client.until(readyIdle)
  return client
}

async function rows() {
  return (await rowsOf(database.pool)`select n from kept order by n`).map((row) => row['n'])
}

describe('a client that vanishes', () => {
  it('in the middle of a transaction: it is rolled back before the next gets its turn', async () => {
    const client = await started()
    client.send(query('begin; insert into kept values (1)'))
    await client.until(readyInTransaction)
    const waiting = rows()
    client.socket.destroy()
    expect(await waiting).toEqual([])
  })

  it('in a transaction that has failed', async () => {
    const client = await started()
    client.send(query('begin'), query('insert into kept values (1)'), query('select 1/0'))
    await client.until(readyFailed)
    client.socket.destroy()
    expect(await rows()).toEqual([])
  })

  it('between Parse and Sync, with half a message behind it', async () => {
    const client = await started()
    client.send(parse('', 'select 1'), frame('D', Buffer.from('S\0')), frame('H'))
    await client.until('T\0\0\0')
    client.send(query('insert into kept values (1)').subarray(0, 12))
    client.socket.destroy()
    expect(await rows()).toEqual([])
  })

  it('after an error that it never synced', async () => {
    const client = await started()
    client.send(parse('', 'select * from nowhere'), frame('H'))
    await client.until('42P01')
    client.socket.destroy()
    expect(await rows()).toEqual([])
  })

  it('while it waits: what it had sent whole still runs', async () => {
    const holder = await started()
    holder.send(query('begin'))
    await holder.until(readyInTransaction)
    const waiter = await started()
    waiter.send(query('insert into kept values (7)'))
    waiter.socket.end()
    holder.send(query('commit'), frame('X'))
    await holder.until(readyIdle)
    await expect.poll(rows).toEqual([7])
    await rowsOf(database.pool)`delete from kept`
  })

  it('leaves no settings and no statements behind', async () => {
    const client = await started()
    client.send(query("set statement_timeout = '77s'"), parse('mine', 'select 1'), sync)
    await client.until(readyIdle)
    await client.until(readyIdle)
    const statements = () =>
      rowsOf(database.pool)`select 1 from pg_prepared_statements where name like '%mine'`
    expect(await statements()).toHaveLength(1)
    client.send(frame('X'))
    await client.closed()
    await expect.poll(statements).toHaveLength(0)
    expect(await rowsOf(database.pool)`show statement_timeout`).toEqual([
      { statement_timeout: '0' },
    ])
  })
})

describe('what comes over the wire', () => {
  it('is understood byte by byte, after refused encryption', async () => {
    const client = new RawClient()
    client.send(int32(8, 80877103))
    await client.until('N')
    client.send(int32(8, 80877104))
    await client.until('N')
    for (const byte of Buffer.concat([startup, query('select 41 + 1')])) {
      client.socket.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await client.until(readyIdle)
    expect(await client.until(readyIdle)).toContain('42')
    client.send(frame('X'))
    await client.closed()
  })

  it('may be a CancelRequest, which cancels nothing and ends', async () => {
    const client = new RawClient()
    client.send(int32(16, 80877102, 1, 0))
    await client.closed()
    await database.ready()
  })

  it.each([
    ['an unknown type', frame('z', 'x')],
    ['a length below its own', Buffer.from([0x51, 0, 0, 0, 1])],
    ['a length beyond all reason', Buffer.from([0x51, 0x7f, 0xff, 0xff, 0xff])],
    ['a text without its end', Buffer.concat([Buffer.from('Q'), int32(8), Buffer.from('abcd')])],
  ])('is refused when it is %s, and nobody else notices', async (_, bytes) => {
    const client = await started()
    client.send(bytes)
    await client.until('08P01')
    await client.closed()
    await database.ready()
  })

  it.each([
    ['no protocol of ours', int32(8, 131072)],
    ['no packet at all', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('is refused at the start when it is %s', async (_, bytes) => {
    const client = new RawClient()
    client.send(bytes)
    await client.until('08P01')
    await client.closed()
    await database.ready()
  })

  it('may be a Bind cut short inside: an error for its sender alone', async () => {
    const client = await started()
    client.send(parse('', 'select $1::int'), frame('B', '', '', Buffer.from([0, 1, 0])), sync)
    await client.until('08P01')
    await client.until(readyIdle)
    client.send(query('select 5'))
    await client.until(readyIdle)
    client.send(frame('X'))
    await database.ready()
  })
})

it('refuses COPY FROM STDIN in whatever clothes, and lives on', async () => {
  for (const text of [
    'copy kept from stdin',
    '/* a; */ COPY kept (n)\n FROM -- b\n STDIN with csv',
    'select 1; copy kept from stdin',
    "select '--'; copy kept from stdin",
    '/* /* */ */ copy kept from stdin',
  ]) {
    const refused = database.pool.query(text)
    await expect(refused).rejects.toMatchObject({ code: '0A000' })
  }
  await expect(rowsOf(database.pool)`copy kept from stdin`).rejects.toMatchObject({ code: '0A000' })
  await database.ready()
})

it('rule 38.7: keeps the transaction of a client whose process could not run', async () => {
  const waiter = await started()
  await database.db.transaction(async (tx) => {
    await tx.execute(sql`insert into kept values (3)`)
    waiter.send(query('select n from kept'))
    // Longer than the limit. The database's own thread goes on meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
    await tx.execute(sql`delete from kept`)
  })
  await waiter.until(readyIdle)
  expect(await rows()).toEqual([])
  waiter.send(frame('X'))
})

it('rule 38.7: cuts off who holds the database in silence while others wait', async () => {
  const client = await started()
  client.send(query('begin; insert into kept values (1)'))
  await client.until(readyInTransaction)
  const waiting = [rows()]
  const more = setInterval(() => waiting.push(rows()), 50)
  expect(await client.until('its own handle may be used')).toContain('25P03')
  clearInterval(more)
  await client.closed()
  for (const seen of await Promise.all(waiting)) expect(seen).toEqual([])
})
