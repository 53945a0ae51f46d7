import {
  createTestDatabase,
  hasTestPostgres,
  noPostgres,
  startTestPostgres,
} from '../server/testing/postgres.ts'
import { hasRedis, noRedis, startTestRedis } from '../server/testing/redis.ts'
import { startChild } from './child.ts'
import { FromClients, tokens, warmUp } from './fanout/messages.ts'
import { FromNode } from './nodes/messages.ts'
import { median, percentile, type Row, row } from './row.ts'

const sessions = 8
/** Nearly a thousand sockets: on an idle node, waking up costs more than the work. */
const subscribersOfEach = 120
const rounds = 3

async function startNode(held: DisposableStack, env: Record<string, string>) {
  const node = held.use(startChild('./nodes/node.ts', FromNode, { env }))
  const said = await node.next()
  if (said.type !== 'listening') throw new Error('out of order')
  return { ask: node.ask, url: said.url }
}

/** CPU of the busiest node, and p99 of the delays in ms. */
async function measure(count: 1 | 2, serverUrl: string, redisUrl: string) {
  const database = await createTestDatabase(serverUrl)
  const env = { BENCH_NODE: JSON.stringify({ databaseUrl: database.url, redisUrl }) }
  const held = new DisposableStack()
  try {
    const nodes: Array<Awaited<ReturnType<typeof startNode>>> = []
    for (let index = 0; index < count; index++) nodes.push(await startNode(held, env))
    const made = await nodes[0]?.ask({ do: 'make', sessions })
    if (made?.type !== 'made') throw new Error('out of order')
    const clients = held.use(startChild('./fanout/clients.ts', FromClients))
    // each session has subscribers on every node, and its run on one
    const joins = made.sessions.flatMap(({ sessionId }) =>
      nodes.map(({ url }) => ({
        url,
        cookie: made.cookie,
        sessionId,
        subscribers: subscribersOfEach / count,
      })),
    )
    await clients.ask({ kind: 'fegg', joins })
    const received = clients.next()
    const sent = await Promise.all(
      nodes.map((node, index) =>
        node.ask({
          do: 'play',
          runs: made.sessions.flatMap(({ runId }, at) => (at % count === index ? [runId] : [])),
        }),
      ),
    )
    const there = await received
    if (there.type !== 'received') throw new Error('out of order')
    const gone = sent.map((each) => {
      if (each.type !== 'sent') throw new Error('out of order')
      return each
    })
    const delays = there.at.flatMap((times, subscriber) => {
      const worker = gone[Math.floor(subscriber / subscribersOfEach) % count]
      return times.map((time, index) => time - (worker?.at[index] ?? Number.NaN)).slice(warmUp)
    })
    return { cpuMs: Math.max(...gone.map(({ cpuMs }) => cpuMs)), p99: percentile(delays, 99) }
  } finally {
    held.dispose()
    await database.stop()
  }
}

/**
 * Tokens that the busiest node could deliver per second of its CPU, two nodes against one. CPU leaves out the load
 * generator, Postgres and Redis, which share the cores.
 */
export default async (): Promise<Row[]> => {
  const why = [hasTestPostgres() ? '' : noPostgres, hasRedis() ? '' : noRedis].filter(Boolean)
  if (why.length > 0) {
    process.stderr.write(`fegg: nodes is left out: ${why.join(', ')}\n`)
    return []
  }
  const given = process.env['TEST_DATABASE_URL']
  const own = given ? null : await startTestPostgres()
  const redis = await startTestRedis()
  const measured: Record<1 | 2, Array<{ cpuMs: number; p99: number }>> = { 1: [], 2: [] }
  try {
    for (let round = 0; round < rounds; round++)
      for (const count of [1, 2] as const)
        measured[count].push(await measure(count, given ?? own?.url ?? '', redis.url))
  } finally {
    await redis.stop()
    await own?.stop()
  }
  const delivered = (tokens - warmUp) * sessions * subscribersOfEach
  const rate = (count: 1 | 2) =>
    delivered / (median(measured[count].map(({ cpuMs }) => cpuMs)) / 1_000)
  const p99 = (count: 1 | 2) => median(measured[count].map((each) => each.p99))
  const ratio = rate(2) / rate(1)
  return [
    row({
      name: 'two nodes: tokens delivered in a second of the busiest node’s CPU',
      versus: `one node (${Math.round(rate(1))})`,
      value: rate(2),
      unit: '/s',
      ratio,
      goal: 1.6,
      met: ratio >= 1.6,
    }),
    row({
      name: 'two nodes: p99 delay under the same load',
      versus: `one node (${p99(1).toFixed(1)} ms)`,
      value: p99(2),
      unit: 'ms',
      ratio: p99(2) / p99(1),
      // equal, within the clock's millisecond
      goal: 1.05,
    }),
  ]
}
