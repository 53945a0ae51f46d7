// Worker thread: runs PGlite behind its socket.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'
import { type WorkerReport, workerOrderSchema, workerStartSchema } from './embedded-protocol.ts'
import { errorText } from '../lib/describe-error.ts'
import { PgliteSocket } from './pglite-socket.ts'

const defaultParameters = [
  'application_name',
  'client_encoding',
  'DateStyle',
  'integer_datetimes',
  'IntervalStyle',
  'server_encoding',
  'server_version',
  'standard_conforming_strings',
  'TimeZone',
]

// Postgres' 128 MB would all be resident; the OS caches the same files.
const startParameters = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB']

/** `pgDir` exists only when complete. */
async function openPGlite(pgDir: string): Promise<PGlite> {
  if (!existsSync(pgDir)) {
    const unfinished = `${pgDir}.new`
    rmSync(unfinished, { recursive: true, force: true })
    const created = await PGlite.create({ dataDir: unfinished })
    await created.close()
    renameSync(unfinished, pgDir)
  }
  return PGlite.create({ dataDir: pgDir, startParams: startParameters })
}

async function readParameters(pglite: PGlite): Promise<Map<string, string>> {
  const { rows } = await pglite.query(
    'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
    [defaultParameters],
  )
  const settings = z.array(z.object({ name: z.string(), setting: z.string() })).parse(rows)
  return new Map(settings.map(({ name, setting }) => [name, setting]))
}

async function main(): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('runs as a worker thread')
  const report = (message: WorkerReport) => port.postMessage(message)
  const { pgDir, socketPath, holdLimitMs } = workerStartSchema.parse(workerData)
  const pglite = await openPGlite(pgDir)
  let turns: Array<() => void> = []
  const socket = new PgliteSocket({
    backend: {
      // Not execProtocolRaw, which parses and keeps every response.
      exec: (messages, onRawData) => pglite.execProtocolRawStream(messages, { onRawData }),
    },
    parameters: await readParameters(pglite),
    holdLimitMs,
    clientsRan: () =>
      new Promise((resolve) => {
        turns.push(resolve)
        report({ kind: 'ran?' })
      }),
    onBroken: (error) => {
      // The main thread starts a new worker.
      throw new Error(errorText(error), { cause: error })
    },
  })
  await socket.listen(socketPath)
  port.on('message', (message) => {
    if (workerOrderSchema.parse(message).kind === 'ran') {
      const ran = turns
      turns = []
      for (const resolve of ran) resolve()
      return
    }
    void socket
      .close()
      .then(() => pglite.close())
      .then(() => report({ kind: 'closed' }))
      .finally(() => port.close())
  })
  report({ kind: 'listening' })
}

await main()
