import type { WebSocket } from 'ws'
import { docName } from '../../shared/protocol/doc-names.ts'
import { type Row, row } from '../row.ts'
import { openSocket, startServer } from './floods.ts'
import type { Answer } from './messages.ts'

const holdMs = 60_000
const eventsEach = 400
/** Events and documents, of each thousand. */
const kinds = { trpc: 300, record: 350, draft: 350 }

async function openAll(to: Answer, share: number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = []
  const open = async (path: string, first?: string) => {
    const socket = openSocket(to, path)
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('close', reject)
    })
    if (first) socket.send(first)
    socket.pause()
    sockets.push(socket)
  }
  const params = { path: 'events.subscribe', input: { sessionId: to.sessionId, after: 0 } }
  const subscribe = JSON.stringify({ id: 1, method: 'subscription', params })
  const times = async (count: number, work: () => Promise<void>) => {
    for (let at = 0; at < count * share; at += 10)
      await Promise.all(Array.from({ length: 10 }, work))
  }
  await times(kinds.trpc, () => open('/trpc', subscribe))
  await times(kinds.record, () => open(`/yjs/${docName.record(to.sessionId, to.epoch)}`))
  await times(kinds.draft, () => open(`/yjs/${docName.draft(to.sessionId)}`))
  return sockets
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function megabytes(bytes: number): number {
  return bytes / 1_000_000
}

/** What a thousand sockets that never read leave behind. */
export async function silentReaders(): Promise<Row[]> {
  using child = startServer()
  const to = await child.next()
  // once before, so that what is made at first use is there
  for (const socket of await openAll(to, 0.1)) socket.terminate()
  await child.ask({ events: eventsEach })
  await pause(6_000)
  const before = await child.ask({ collect: true })
  const sockets = await openAll(to, 1)
  const until = performance.now() + holdMs
  let most = 0
  while (performance.now() < until) {
    most = Math.max(most, (await child.ask({ events: eventsEach, collect: true })).bytes)
    await pause(1_000)
  }
  for (const socket of sockets) socket.terminate()
  await pause(6_000)
  const after = await child.ask({ collect: true })
  return [
    row({
      name: `${sockets.length} sockets that read nothing for 60 s: memory when they are gone`,
      versus: `before (${megabytes(before.bytes).toFixed(0)} MB)`,
      value: megabytes(after.bytes),
      unit: 'MB',
      ratio: after.bytes / before.bytes,
      goal: 1.15,
    }),
    row({
      name: 'of that, the most while they were open',
      versus: 'before',
      value: megabytes(most),
      unit: 'MB',
      ratio: most / before.bytes,
      goal: null,
    }),
  ]
}
