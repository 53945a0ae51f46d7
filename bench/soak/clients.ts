import { setTimeout as delay } from 'node:timers/promises'
import { inArray } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { openDatabase } from '../../server/db/database.ts'
import { readDatabaseUrl } from '../../server/db/database-url.ts'
import { openPool } from '../../server/db/pool.ts'
import { compare, type Seen } from './compare.ts'
import { DelayCounts } from './delays.ts'
import { DocLine } from './doc-line.ts'
import { createFrameReader, EventLine } from './event-line.ts'
import { load, nowMs, type Place, type Report, ToClients } from './messages.ts'

/** Longer than all that waits at the end needs, with a lease that has to run out. */
const endLimitMs = 180_000
const typeEveryMs = 3_000

const counts = {
  tokens: new DelayCounts(),
  events: new DelayCounts(),
  calls: new DelayCounts(),
  commits: new DelayCounts(),
}
/** What was sent since counts, by the monotonic clock; null while the server is disturbed. */
let since: number | null = null
let sending = true
let url = ''
let databaseUrl = ''
const everything: Seen[] = []

/** Repeats the call with the same id until it is acknowledged. */
async function send(seen: Seen): Promise<void> {
  const { sessionId, cookie } = seen.place
  const id = newId()
  const input = { id, sessionId, text: `Make the list better, ${id}`, delivery: 'after' }
  for (;;) {
    const began = nowMs()
    const answer = await fetch(`${url}/trpc/messages.send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: url },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(40_000),
    }).catch(() => null)
    const text = await answer?.text().catch(() => null)
    if (answer?.ok) {
      seen.sent.push(id)
      if (since !== null && began >= since) counts.calls.add(nowMs() - began)
      return
    }
    if (answer && answer.status < 500) throw new Error(`a message was refused: ${text}`)
    await delay(500)
  }
}

function open(place: Place): Seen {
  const seen: Seen = { place, events: [], docs: [], sent: [], typed: '' }
  const read = createFrameReader()
  const next = () => {
    if (!sending) return
    // people read first
    void delay(Math.random() * 2_000).then(() => (sending ? send(seen) : undefined))
  }
  for (let index = 0; index < load.subscribers; index++)
    seen.events.push(
      new EventLine({
        url,
        place,
        read,
        witness: index === 0,
        onTokens: (delays, sentAt) => {
          if (since === null || sentAt < since) return
          for (const ms of delays) counts.tokens.add(ms)
        },
        onEvent: ({ at, event }) => {
          const ms = Date.now() - Date.parse(at)
          if (since !== null && nowMs() - ms >= since) counts.events.add(ms)
          if (index === 0 && event.type === 'done') next()
        },
      }),
    )
  for (let index = 0; index < load.records; index++)
    seen.docs.push(new DocLine('record', url, place))
  const draft = new DocLine('draft', url, place)
  seen.docs.push(draft)
  const type = () => {
    if (!sending) return
    const word = `word${seen.typed.length} `
    seen.typed += word
    draft.type(word)
    setTimeout(type, typeEveryMs)
  }
  setTimeout(type, Math.random() * typeEveryMs)
  return seen
}

function lines() {
  return everything.flatMap(({ events, docs }) => [...events, ...docs].map(({ line }) => line))
}

async function allUp(): Promise<void> {
  while (lines().some(({ up }) => !up)) await delay(50)
}

/** What a commit takes that locks one row, changes it and adds another, as an event's does. */
async function watchCommits(): Promise<void> {
  const pool = openPool({ ways: readDatabaseUrl(databaseUrl), kind: 'server' }, { max: 1 })
  await pool.query('create table soak_floor (id int primary key, count int)')
  await pool.query('create table soak_floor_rows (count int)')
  await pool.query('insert into soak_floor values (1, 0)')
  while (sending) {
    await delay(100)
    const began = nowMs()
    try {
      const client = await pool.connect()
      try {
        await client.query('begin')
        await client.query('select count from soak_floor where id = 1 for update')
        await client.query('update soak_floor set count = count + 1 where id = 1')
        await client.query('insert into soak_floor_rows select count from soak_floor')
        await client.query('commit')
      } finally {
        client.release()
      }
      if (since !== null && began >= since) counts.commits.add(nowMs() - began)
    } catch {
      // Postgres restarts
    }
  }
  await pool.end()
}

async function finish(): Promise<Report> {
  sending = false
  const log = { info: () => {}, error: (message: string) => console.error(message) }
  const database = await openDatabase({ databaseUrl, dataDir: '', log, maxConnections: 4 })
  const { db } = database
  const open = inArray(runs.status, ['queued', 'running', 'stopping'])
  const faults: string[] = []
  const began = Date.now()
  while ((await db.$count(runs, open)) > 0 && Date.now() - began < endLimitMs) await delay(500)
  // a send in flight, folds, and the draft's row
  await delay(6_000)
  while ((await db.$count(runs, open)) > 0 && Date.now() - began < endLimitMs) await delay(500)
  await delay(2_000)
  for (const seen of everything) faults.push(...(await compare(db, seen)))
  const messages = everything.reduce((sum, { sent }) => sum + sent.length, 0)
  const all = await db.$count(runs)
  await database.close()
  for (const line of lines()) line.end()
  return {
    tokens: counts.tokens.figures(),
    events: counts.events.figures(),
    calls: counts.calls.figures(),
    commits: counts.commits.figures(),
    messages,
    runs: all - load.sessions * load.oldTurns,
    faults,
  }
}

async function act(order: ToClients): Promise<object> {
  switch (order.do) {
    case 'join':
      ;({ url, databaseUrl } = order)
      for (const place of order.places) {
        everything.push(open(place))
        await delay(20)
      }
      await allUp()
      void watchCommits()
      for (const seen of everything) void delay(Math.random() * 2_000).then(() => send(seen))
      break
    case 'measure':
      since = nowMs()
      break
    case 'disturb':
      since = null
      break
    case 'recover':
      await allUp()
      break
    case 'cpu':
      break
    case 'finish':
      return { type: 'report', report: await finish() }
  }
  const { user, system } = process.cpuUsage()
  return { type: 'done', cpuMs: (user + system) / 1_000 }
}

process.on('message', (message) => {
  act(ToClients.parse(message)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
