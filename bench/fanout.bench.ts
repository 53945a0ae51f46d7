import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { limits } from '../shared/limits.ts'
import { FromClients, FromServer, subscribers, tokens, warmUp } from './fanout/messages.ts'
import { median, percentile, type Row, row } from './row.ts'

function start(name: string) {
  return fork(fileURLToPath(new URL(`./fanout/${name}.ts`, import.meta.url)), { stdio: 'inherit' })
}

function next<T extends z.ZodType>(child: ChildProcess, schema: T): Promise<z.infer<T>> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(schema.parse(message)))
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)))
  })
}

const rounds = 3

interface Figures {
  cpuUs: number
  p99: number
  p50: number
}

/** CPU per delivered token in µs, delays in ms. */
async function measure(kind: 'fegg' | 'bare'): Promise<Figures> {
  const server = start(kind === 'fegg' ? 'fegg' : 'bare-ws')
  const clients = start('clients')
  try {
    const listening = await next(server, FromServer)
    const joined = next(clients, FromClients)
    clients.send({ kind, joins: [{ ...listening, subscribers }] })
    await joined
    const received = next(clients, FromClients)
    const sent = next(server, FromServer)
    server.send('play')
    const [there, gone] = await Promise.all([received, sent])
    if (there.type !== 'received' || gone.type !== 'sent') throw new Error('out of order')
    const delays = there.at.flatMap((times) =>
      times.map((time, index) => time - (gone.at[index] ?? Number.NaN)).slice(warmUp),
    )
    return {
      cpuUs: (gone.cpuMs * 1_000) / ((tokens - warmUp) * subscribers),
      p99: percentile(delays, 99),
      p50: percentile(delays, 50),
    }
  } finally {
    server.kill('SIGKILL')
    clients.kill('SIGKILL')
  }
}

export default async (): Promise<Row[]> => {
  const measured = { fegg: [] as Figures[], bare: [] as Figures[] }
  for (let round = 0; round < rounds; round++)
    for (const kind of ['bare', 'fegg'] as const) measured[kind].push(await measure(kind))
  const middle = (kind: 'fegg' | 'bare'): Figures => ({
    cpuUs: median(measured[kind].map(({ cpuUs }) => cpuUs)),
    p99: median(measured[kind].map(({ p99 }) => p99)),
    p50: median(measured[kind].map(({ p50 }) => p50)),
  })
  const [fegg, peer] = [middle('fegg'), middle('bare')]
  const allowed = limits.tokenGatherMs + 2 * peer.p99
  return [
    row({
      name: 'token to 200 subscribers: server CPU per delivered token',
      versus: 'bare ws, one message a token',
      value: fegg.cpuUs,
      unit: 'µs',
      ratio: fegg.cpuUs / peer.cpuUs,
      goal: 1.7,
    }),
    row({
      name: 'token to 200 subscribers: p99 delay',
      versus: `gathering window (${limits.tokenGatherMs} ms) + 2 × bare ws p99`,
      value: fegg.p99,
      unit: 'ms',
      ratio: fegg.p99 / allowed,
      goal: 1,
    }),
    row({
      name: 'token to 200 subscribers: median delay',
      versus: 'bare ws median',
      value: fegg.p50,
      unit: 'ms',
      ratio: fegg.p50 / peer.p50,
      goal: null,
    }),
  ]
}
