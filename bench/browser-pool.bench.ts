import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBrowserPool } from '../server/browser/browser-pool.ts'
import { systemClock } from '../server/lib/clock.ts'
import { median, type Row, row } from './row.ts'
import { memoryBelow } from './sandbox/memory.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 10)
/** A closed page's process ends a little later. */
const calmMs = 3_000

async function openPage() {
  const server = http.createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<h1>Plum</h1>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    preview: {
      kind: 'stream' as const,
      connect: async () => {
        const socket = net.connect(port, '127.0.0.1')
        await once(socket, 'connect')
        return socket
      },
      lost: async () => undefined,
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

export default async (): Promise<Row[]> => {
  const page = await openPage()
  const pool = createBrowserPool({
    program: process.env['CHROME_PATH'],
    clock: systemClock,
    log: { warn: (details, message) => console.error(message, details) },
  })
  const { signal } = new AbortController()
  const visit = async () => {
    const start = performance.now()
    await pool.visit(page.preview, { width: 1_010, height: 700, signal }, async (opened) => {
      await opened.page.goto(`${opened.origin}/`)
      await opened.page.textContent('h1')
    })
    return performance.now() - start
  }
  try {
    const before = (await memoryBelow(() => true)).all
    const first = await visit()
    const warm: number[] = []
    for (let n = 0; n < rounds; n += 1) warm.push(await visit())
    await sleep(calmMs)
    const atRest = (await memoryBelow(() => true)).all - before
    const figure = { versus: '', ratio: null }
    return [
      row({
        ...figure,
        name: 'memory of the browser before its first visit',
        value: before,
        unit: 'MB',
        goal: 0,
      }),
      row({
        ...figure,
        name: 'memory of the browser at rest',
        value: atRest,
        unit: 'MB',
        goal: 250,
      }),
      row({
        ...figure,
        name: 'first visit of a small page, with the browser’s start',
        value: first,
        unit: 'ms',
        goal: null,
      }),
      row({
        ...figure,
        name: 'visit of a small page',
        value: median(warm),
        unit: 'ms',
        goal: null,
      }),
    ]
  } finally {
    await pool.close()
    page.close()
  }
}
