import { startChild } from './child.ts'
import { median, percentile, type Row, row } from './row.ts'
import { FromClients, FromServer, type Kind } from './yjs-fanout/messages.ts'

const clients = 200
const few = 20
const plays = {
  warmUp: { typists: 20, perSecond: 10, seconds: 5 },
  warmUpOne: { typists: 1, perSecond: 50, seconds: 5 },
  one: { typists: 1, perSecond: 50, seconds: 6 },
  twenty: { typists: 20, perSecond: 10, seconds: 5 },
} as const

interface Figures {
  cpuUs: Record<'one' | 'twenty', number>
  /** Delays with one typist, in milliseconds. */
  p50: number
  p99: number
  bytesAConnection: number
}

async function measure(kind: Kind): Promise<Figures> {
  using server = startChild(`./yjs-fanout/${kind}.ts`, FromServer, { execArgv: ['--expose-gc'] })
  using load = startChild('./yjs-fanout/clients.ts', FromClients)
  const at = await server.next()
  if (at.type !== 'listening') throw new Error('out of order')
  const { url, cookie, path } = at
  const used = async () => {
    const answer = await server.ask({})
    if (answer.type !== 'figures') throw new Error('out of order')
    return answer
  }
  const join = (count: number) => load.ask({ type: 'join', kind, url, cookie, path, count })
  const play = async (how: (typeof plays)[keyof typeof plays]) => {
    await used()
    const typed = await load.ask({ type: 'type', ...how })
    if (typed.type !== 'typed') throw new Error('out of order')
    const { cpuMs } = await used()
    return { cpuUs: (cpuMs * 1_000) / typed.delivered, delays: typed.delays }
  }
  // the first sockets cost extra
  await join(few)
  const before = (await used()).heldBytes
  await join(clients)
  const after = (await used()).heldBytes
  // a new server still compiles its code
  await play(plays.warmUp)
  await play(plays.warmUpOne)
  const one = await play(plays.one)
  const twenty = await play(plays.twenty)
  return {
    cpuUs: { one: one.cpuUs, twenty: twenty.cpuUs },
    p50: percentile(one.delays, 50),
    p99: percentile(one.delays, 99),
    bytesAConnection: (after - before) / (clients - few),
  }
}

function middle(all: Figures[], figure: (of: Figures) => number) {
  return median(all.map(figure))
}

export default async (): Promise<Row[]> => {
  const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
  const all: Record<Kind, Figures[]> = { relay: [], hocuspocus: [], fegg: [] }
  for (let round = 0; round < rounds; round++)
    for (const kind of ['relay', 'fegg', 'hocuspocus'] as const) all[kind].push(await measure(kind))
  const compare = (
    name: string,
    unit: string,
    versus: Exclude<Kind, 'fegg'>,
    figure: (of: Figures) => number,
    goal: number | null,
  ): Row => {
    const value = middle(all.fegg, figure)
    const title = versus === 'relay' ? 'bare ws relay' : 'Hocuspocus'
    const peer = middle(all[versus], figure)
    const seen = `${title} (${peer.toFixed(unit === 'µs' ? 1 : 2)} ${unit})`
    return row({ name, versus: seen, value, unit, ratio: value / peer, goal })
  }
  const cpu = (play: 'one' | 'twenty') => (of: Figures) => of.cpuUs[play]
  const kilobytes = (of: Figures) => of.bytesAConnection / 1_000
  const per = 'server CPU per delivered update'
  return [
    compare(`one typist, 50/s: ${per}`, 'µs', 'relay', cpu('one'), 1.15),
    compare(`one typist, 50/s: ${per}`, 'µs', 'hocuspocus', cpu('one'), null),
    compare(`20 typists, 10/s each: ${per}`, 'µs', 'relay', cpu('twenty'), 0.5),
    compare(`20 typists, 10/s each: ${per}`, 'µs', 'hocuspocus', cpu('twenty'), 0.35),
    compare('keystroke to others, one typist: p99', 'ms', 'relay', (of) => of.p99, 2),
    compare('keystroke to others, one typist: median', 'ms', 'relay', (of) => of.p50, null),
    compare('memory a connection', 'kB', 'hocuspocus', kilobytes, 1),
    compare('memory a connection', 'kB', 'relay', kilobytes, null),
  ]
}
