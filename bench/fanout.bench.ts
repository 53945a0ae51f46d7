import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { limits } from '../shared/limits.ts'
import { FromClients, FromServer, subscribers, tokens } from './fanout/messages.ts'
import { percentile, type Row, row } from './row.ts'

const start = (name: string) =>
  fork(fileURLToPath(new URL(`./fanout/${name}.ts`, import.meta.url)), { stdio: 'inherit' })

const next = <T extends z.ZodType>(child: ChildProcess, schema: T): Promise<z.infer<T>> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(schema.parse(message)))
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)))
  })

/** Plays the tokens through one server; answers its CPU per delivered token (µs) and the delays (ms). */
const measure = async (kind: 'fegg' | 'bare') => {
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
      times.map((time, index) => time - (gone.at[index] ?? Number.NaN)),
    )
    return {
      cpuUs: (gone.cpuMs * 1_000) / (tokens * subscribers),
      p99: percentile(delays, 99),
      p50: percentile(delays, 50),
    }
  } finally {
    server.kill('SIGKILL')
    clients.kill('SIGKILL')
  }
}

/** A stream of 50 tokens/s to 200 subscribers, against bare `ws` that broadcasts each token as one message. */
export default async (): Promise<Row[]> => {
  const bare = await measure('bare')
  const fegg = await measure('fegg')
  const again = await measure('bare')
  const peer = {
    cpuUs: (bare.cpuUs + again.cpuUs) / 2,
    p99: (bare.p99 + again.p99) / 2,
    p50: (bare.p50 + again.p50) / 2,
  }
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
