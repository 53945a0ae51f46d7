import { openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type OwnPostgres, startOwnPostgres } from '../server/testing/own-postgres.ts'
import { hasTestPostgres, noPostgres } from '../server/testing/postgres.ts'
import { startChild } from './child.ts'
import { row, type Row } from './row.ts'
import { FromClients, FromServer, type Report, sockets } from './soak/messages.ts'

/** Shares of the whole time: when the server is killed, and when Postgres is restarted. */
const kills = [0.15, 0.3]
const restart = 0.4
/** From here to the end nothing is disturbed, and memory is compared. */
const calmFrom = 0.45

const minutes = Number(process.env['SOAK_MINUTES'] ?? 10)
/** The server's log: it complains while Postgres is away. */
const errors = openSync(process.env['SOAK_LOG'] ?? '/dev/null', 'a')

async function startServer(databaseUrl: string, port: number) {
  const child = startChild('./soak/server.ts', FromServer, {
    env: { BENCH_SOAK: JSON.stringify({ databaseUrl, port }) },
    execArgv: ['--expose-gc'],
    errors,
  })
  const said = await child.next()
  if (said.type !== 'listening') throw new Error('out of order')
  return {
    port: said.port,
    kill: () => child[Symbol.dispose](),
    async make() {
      const made = await child.ask({ do: 'make' })
      if (made.type !== 'made') throw new Error('out of order')
      return made.places
    },
    async measure() {
      const measured = await child.ask({ do: 'measure' })
      if (measured.type !== 'measured') throw new Error('out of order')
      return measured
    },
  }
}

/** Seconds until no run waits for the lease of a server that is gone. */
async function runsGoOn(postgres: OwnPostgres): Promise<number> {
  const began = performance.now()
  const held = await postgres.ask(
    `select id, lease from runs where status in ('running', 'stopping')`,
    'soak',
  )
  const pairs = held.map((each) => {
    const { id, lease } = each as { id: string; lease: number }
    return `('${id}'::uuid, ${lease})`
  })
  if (pairs.length === 0) return 0
  const left = `select 1 from runs join (values ${pairs.join(',')}) held(id, lease)
    on runs.id = held.id and runs.lease = held.lease where status in ('running', 'stopping')`
  while ((await postgres.ask(left, 'soak')).length > 0) await delay(250)
  return (performance.now() - began) / 1_000
}

interface Outcome {
  report: Report
  /** Seconds. */
  listening: number[]
  connected: number[]
  goOn: number[]
  afterRestart: number
  memory: { start: number; end: number; residentStart: number; residentEnd: number }
  cpu: { server: number; clients: number; seconds: number }
}

async function soak(postgres: OwnPostgres, held: DisposableStack): Promise<Outcome> {
  await postgres.ask(`create database soak encoding 'UTF8' template template0`)
  const databaseUrl = postgres.url('soak')
  let server = await startServer(databaseUrl, 0)
  held.defer(() => server.kill())
  const { port } = server
  const clients = held.use(startChild('./soak/clients.ts', FromClients))
  const tell = async (order: string) => {
    const said = await clients.ask({ do: order })
    if (said.type !== 'done') throw new Error('out of order')
    return said.cpuMs
  }
  const places = await server.make()
  await clients.ask({ do: 'join', url: `http://localhost:${port}`, databaseUrl, places })
  const began = performance.now()
  const until = (share: number) =>
    delay(Math.max(0, began + share * minutes * 60_000 - performance.now()))
  const seconds = (from: number) => (performance.now() - from) / 1_000
  const say = (what: string) =>
    process.stdout.write(`  ${((performance.now() - began) / 1_000).toFixed(0)} s: ${what}\n`)
  // new code is compiled first
  await delay(Math.min(20_000, minutes * 3_000))
  await tell('measure')
  const listening: number[] = []
  const connected: number[] = []
  const goOn: number[] = []
  for (const share of kills) {
    await until(share)
    await tell('disturb')
    server.kill()
    const from = performance.now()
    const waits = runsGoOn(postgres)
    server = await startServer(databaseUrl, port)
    listening.push(seconds(from))
    await tell('recover')
    connected.push(seconds(from))
    goOn.push(await waits)
    say(
      `killed, listening after ${listening.at(-1)?.toFixed(1)} s, all sockets after ${connected.at(-1)?.toFixed(1)} s, runs go on after ${goOn.at(-1)?.toFixed(1)} s`,
    )
    await tell('measure')
  }
  await until(restart)
  await tell('disturb')
  const from = performance.now()
  const waits = runsGoOn(postgres).catch(() => 0)
  await postgres.restart('fast')
  await tell('recover')
  await waits
  while (!(await fetch(`http://localhost:${port}/readyz`)).ok) await delay(100)
  const afterRestart = seconds(from)
  say(`Postgres restarted, ready after ${afterRestart.toFixed(1)} s`)
  await until(calmFrom)
  await tell('measure')
  const [first, firstClients] = [await server.measure(), await tell('cpu')]
  const calm = performance.now()
  await until(1)
  const [last, lastClients] = [await server.measure(), await tell('cpu')]
  const cpu = {
    server: last.cpuMs - first.cpuMs,
    clients: lastClients - firstClients,
    seconds: seconds(calm),
  }
  say('no more messages')
  const said = await clients.ask({ do: 'finish' })
  if (said.type !== 'report') throw new Error('out of order')
  return {
    report: said.report,
    listening,
    connected,
    goOn,
    afterRestart,
    memory: {
      start: first.heldBytes,
      end: last.heldBytes,
      residentStart: first.residentBytes,
      residentEnd: last.residentBytes,
    },
    cpu,
  }
}

function megabytes(bytes: number) {
  return bytes / 2 ** 20
}

function rowsOf({ report, ...outcome }: Outcome): Row[] {
  const plain = { versus: '', ratio: null }
  const { memory, cpu } = outcome
  const cores = (ms: number) => ms / 1_000 / cpu.seconds
  return [
    row({
      ...plain,
      name: `soak of ${minutes} min, ${sockets} sockets, ${report.runs} runs: lost, doubled or different`,
      value: report.faults.length,
      unit: '',
      goal: 0,
    }),
    row({
      ...plain,
      name: `soak: p99 of a model’s word to a subscriber (${report.tokens.count} deliveries)`,
      versus: `median ${report.tokens.p50} ms, longest ${report.tokens.most} ms`,
      value: report.tokens.p99,
      unit: 'ms',
      goal: 250,
    }),
    row({
      ...plain,
      name: `soak: p99 of an event, from its transaction’s start to a subscriber (${report.events.count})`,
      versus: `p99 of a commit on the same Postgres (${report.commits.p99} ms); median ${report.events.p50} ms, longest ${report.events.most} ms`,
      value: report.events.p99,
      unit: 'ms',
      ratio: report.events.p99 / Math.max(1, report.commits.p99),
      goal: 10,
    }),
    row({
      ...plain,
      name: `soak: p99 of sending a message (${report.calls.count})`,
      versus: `p99 of a commit; median ${report.calls.p50} ms, longest ${report.calls.most} ms`,
      value: report.calls.p99,
      unit: 'ms',
      ratio: report.calls.p99 / Math.max(1, report.commits.p99),
      goal: null,
    }),
    row({
      ...plain,
      name: 'soak: from kill -9 until all sockets are up again, the longer of two',
      versus: `the server listens after ${Math.max(...outcome.listening).toFixed(1)} s`,
      value: Math.max(...outcome.connected),
      unit: 's',
      goal: 20,
    }),
    row({
      ...plain,
      name: 'soak: from kill -9 until every run that was under way goes on',
      versus: 'the lease’s 15 s',
      value: Math.max(...outcome.goOn),
      unit: 's',
      goal: 30,
    }),
    row({
      ...plain,
      name: 'soak: from the restart of Postgres until the server is ready',
      value: outcome.afterRestart,
      unit: 's',
      goal: 15,
    }),
    row({
      name: 'soak: memory that the server holds at the end (heap and buffers)',
      versus: `at the beginning (${megabytes(memory.start).toFixed(0)} MB), both after collections`,
      value: megabytes(memory.end),
      unit: 'MB',
      ratio: memory.end / memory.start,
      goal: 1.15,
    }),
    row({
      name: 'soak: memory of the process at the end',
      versus: `at the beginning (${megabytes(memory.residentStart).toFixed(0)} MB)`,
      value: megabytes(memory.residentEnd),
      unit: 'MB',
      ratio: memory.residentEnd / memory.residentStart,
      goal: null,
    }),
    row({
      name: 'soak: cores that the clients take',
      versus: `the server (${cores(cpu.server).toFixed(2)})`,
      value: cores(cpu.clients),
      unit: '',
      ratio: cpu.clients / cpu.server,
      goal: 1,
    }),
  ]
}

/** Server, clients and Postgres have processes of their own. */
export default async (): Promise<Row[]> => {
  if (!hasTestPostgres()) {
    process.stdout.write(`fegg: the soak was left out: ${noPostgres}\n`)
    return []
  }
  const held = new DisposableStack()
  const postgres = await startOwnPostgres()
  try {
    const outcome = await soak(postgres, held)
    for (const fault of outcome.report.faults.slice(0, 50)) process.stdout.write(`  ${fault}\n`)
    return rowsOf(outcome)
  } finally {
    held.dispose()
    await postgres[Symbol.asyncDispose]()
  }
}
