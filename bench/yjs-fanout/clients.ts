import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { authFrame, readClocks, updateFrame } from './frames.ts'
import { type Kind, nowMs, ToClients } from './messages.ts'

interface Client {
  socket: WebSocket
  kind: Kind
  /** Per Yjs client, the clock up to which this client has its updates. */
  seen: Map<number, number>
}
let clients: Client[] = []
/** Per typist, each letter's sending time. */
let sent = new Map<number, number[]>()
let delays: number[] = []

/** All clients get the same frame: decode it once. */
let lastText = ''
let lastClocks = new Map<number, number>()
function clocksOf(kind: Kind, data: Buffer): Map<number, number> {
  const text = data.toString('latin1')
  if (text !== lastText) lastClocks = readClocks(kind, data)
  lastText = text
  return lastClocks
}

function receive(client: Client, data: Buffer) {
  const now = nowMs()
  for (const [typist, upTo] of clocksOf(client.kind, data)) {
    const times = sent.get(typist)
    if (!times) continue
    const from = client.seen.get(typist) ?? 0
    for (let clock = from; clock < upTo; clock++) delays.push(now - (times[clock] ?? Number.NaN))
    if (upTo > from) client.seen.set(typist, upTo)
  }
}

async function join({ kind, url, cookie, path, count }: Extract<ToClients, { type: 'join' }>) {
  for (const { socket } of clients) socket.removeAllListeners('close').close()
  clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, {
        headers: kind === 'fegg' ? { cookie, origin: url } : {},
        perMessageDeflate: false,
      })
      const client: Client = { socket, kind, seen: new Map() }
      const greeted = new Promise((resolve) => socket.once('message', resolve))
      await new Promise((resolve, reject) => {
        socket.on('open', resolve)
        socket.on('error', reject)
      })
      socket.on('message', (data: Buffer) => receive(client, data))
      socket.on('close', (code) => {
        process.stderr.write(`a client was hung up on: ${code}\n`)
        process.exit(1)
      })
      if (kind === 'hocuspocus') socket.send(authFrame())
      if (kind !== 'relay') await greeted
      return client
    }),
  )
  await delay(500)
  process.send?.({ type: 'joined' })
}

/** Each typist types at its own place; their turns are spread over the interval. */
async function type({ typists, perSecond, seconds }: Extract<ToClients, { type: 'type' }>) {
  sent = new Map()
  delays = []
  const writers = clients.slice(0, typists).map((client) => {
    const doc = new Y.Doc()
    const times: number[] = []
    sent.set(doc.clientID, times)
    // some servers echo a typist's own letters
    client.seen.set(doc.clientID, Number.POSITIVE_INFINITY)
    doc.on('update', (update: Uint8Array) => {
      times.push(nowMs())
      client.socket.send(updateFrame(client.kind, update))
    })
    return doc.getText('prompt')
  })
  const letters = perSecond * seconds
  const start = nowMs()
  for (let turn = 0; turn < letters * typists; turn++) {
    const wait = start + (turn * 1_000) / (perSecond * typists) - nowMs()
    if (wait > 0.5) await delay(wait)
    const text = writers[turn % typists]
    text?.insert(text.length, 'x')
  }
  const expected = letters * typists * (clients.length - 1)
  for (let waited = 0; delays.length < expected && waited < 60_000; waited += 20) await delay(20)
  if (delays.length !== expected)
    throw new Error(`${delays.length} updates were delivered instead of ${expected}`)
  process.send?.({ type: 'typed', delivered: delays.length, delays })
}

process.on('message', (message) => {
  const order = ToClients.parse(message)
  const done = order.type === 'join' ? join(order) : type(order)
  done.catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
