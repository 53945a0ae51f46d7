import { setTimeout as delay } from 'node:timers/promises'
import { startChild } from './child.ts'
import { crowd, FromPeople, FromServer } from './join/messages.ts'
import { openRecord } from './join/open-record.ts'
import { median, type Row, row } from './row.ts'

const rounds = 41

/** Milliseconds until the record is synced and shows `others` people. */
async function join({ wsUrl, cookie, origin }: FromServer, path: string, others: number) {
  const tab = openRecord(wsUrl, path, { cookie, origin })
  const start = performance.now()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const check = () => {
    if (tab.synced && tab.awareness.getStates().size > others) resolve(performance.now() - start)
  }
  tab.on('sync', check)
  tab.awareness.on('change', check)
  tab.on('closed', ({ code, reason }) => reject(new Error(`hung up on: ${code} ${reason}`)))
  tab.connect()
  try {
    return await promise
  } finally {
    tab.destroy()
    // its timer would keep this process alive
    tab.awareness.destroy()
  }
}

export default async (): Promise<Row[]> => {
  using server = startChild('./join/server.ts', FromServer)
  using people = startChild('./join/people.ts', FromPeople)
  const at = await server.next()
  await people.ask(at)
  const times: Record<'empty' | 'full', number[]> = { empty: [], full: [] }
  for (let round = 0; round <= rounds; round++) {
    const full = await join(at, at.full.path, crowd)
    // everybody hears of the leave before the next join
    await delay(60)
    const empty = await join(at, at.empty.path, 0)
    await delay(60)
    if (round === 0) continue
    times.full.push(full)
    times.empty.push(empty)
  }
  const [value, peer] = [median(times.full), median(times.empty)]
  return [
    row({
      name: `join a session with ${crowd} people: record there and all seen`,
      versus: `an empty one (${peer.toFixed(1)} ms)`,
      value,
      unit: 'ms',
      ratio: value / peer,
      goal: 1.3,
    }),
  ]
}
