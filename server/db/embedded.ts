import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Backoff, backoffMs } from '../../shared/backoff.ts'
import { type DataDirLock, lockDataDir } from './data-dir-lock.ts'
import { type WorkerOrder, type WorkerStart, workerReportSchema } from './embedded-protocol.ts'
import { errorText } from '../lib/describe-error.ts'

const socketPrefix = 'fegg-pg-'
const socketPort = 5432
// Some systems allow only 104 bytes, including the NUL.
const longestSocketPath = 100
const closeLimitMs = 10_000
const restartBackoff: Backoff = { baseMs: 1_000, maxMs: 30_000 }
const maxHoldMs = 10_000

export type DatabaseLog = { info(message: string): void; error(message: string): void }

export type EmbeddedOptions = {
  dataDir: string
  log: DatabaseLog
  holdLimitMs?: number
}

export type EmbeddedSocket = {
  /** Socket folder: libpq's `host`. */
  host: string
  path: string
  port: number
}

export type EmbeddedServer = EmbeddedSocket & { close(): Promise<void> }

export function socketOf(host: string): EmbeddedSocket {
  return { host, path: join(host, `.s.PGSQL.${socketPort}`), port: socketPort }
}

/**
 * Runs PGlite on `dataDir/pg` in a worker thread, behind a Unix socket that speaks Postgres.
 * Replaces a broken worker: clients lose their connections, but no committed data.
 * @throws DataDirLockedError, DataDirNotWritableError
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const lock = lockDataDir(options.dataDir)
  let host: string | undefined
  try {
    removeLeftSocket(lock)
    host = makeSocketDir()
    lock.note(host)
    const socket = socketOf(host)
    const start: WorkerStart = {
      pgDir: join(options.dataDir, 'pg'),
      socketPath: socket.path,
      holdLimitMs: options.holdLimitMs ?? maxHoldMs,
    }
    const supervisor = new WorkerSupervisor(start, options.log)
    await supervisor.start()
    return { ...socket, close: () => closeAll(supervisor, socket.path, lock) }
  } catch (error) {
    if (host) rmSync(host, { recursive: true, force: true })
    lock.release()
    throw error
  }
}

async function closeAll(supervisor: WorkerSupervisor, path: string, lock: DataDirLock) {
  try {
    await supervisor.close()
  } finally {
    rmSync(join(path, '..'), { recursive: true, force: true })
    lock.release()
  }
}

/** Private: anyone who reaches the socket is the database's superuser. */
function makeSocketDir(): string {
  const bases = [tmpdir(), '/tmp']
  const base = bases.find((dir) => socketPathFits(dir)) ?? '/tmp'
  mkdirSync(base, { recursive: true })
  const dir = mkdtempSync(join(base, socketPrefix))
  chmodSync(dir, 0o700)
  return dir
}

function socketPathFits(dir: string): boolean {
  const path = join(dir, `${socketPrefix}XXXXXX`, `.s.PGSQL.${socketPort}`)
  return Buffer.byteLength(path) <= longestSocketPath
}

function removeLeftSocket(lock: DataDirLock): void {
  const dir = lock.left?.socketDir
  if (dir && basename(dir).startsWith(socketPrefix)) rmSync(dir, { recursive: true, force: true })
}

class WorkerSupervisor {
  readonly #start: WorkerStart
  readonly #log: DatabaseLog
  #worker: Worker | undefined
  #closing = false
  #restart: NodeJS.Timeout | undefined
  #failedStarts = 0

  constructor(start: WorkerStart, log: DatabaseLog) {
    this.#start = start
    this.#log = log
  }

  /** Resolves when the socket listens. */
  start(): Promise<void> {
    rmSync(this.#start.socketPath, { force: true })
    return new Promise((resolve, reject) => {
      let listening = false
      const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
        workerData: this.#start,
        name: 'database',
        // The parent's flags (e.g. a test runner's loader) don't apply.
        execArgv: [],
      })
      this.#worker = worker
      worker.on('message', (message) => {
        const { kind } = workerReportSchema.parse(message)
        if (kind === 'ran?') {
          setImmediate(() => worker.postMessage({ kind: 'ran' } satisfies WorkerOrder))
        }
        if (kind !== 'listening') return
        listening = true
        resolve()
      })
      worker.on('error', (error) => {
        if (listening) this.#log.error(`the embedded database broke: ${errorText(error)}`)
        else reject(error)
      })
      worker.on('exit', (code) => {
        reject(new Error(`the embedded database ended with code ${code}`))
        if (listening && !this.#closing) this.#replace()
      })
    })
  }

  #replace(): void {
    this.#restart = setTimeout(
      () => {
        this.start().then(
          () => {
            this.#failedStarts = 0
            this.#log.info('the embedded database runs again')
          },
          (error: unknown) => {
            this.#failedStarts += 1
            this.#log.error(`the embedded database does not start: ${errorText(error)}`)
            if (!this.#closing) this.#replace()
          },
        )
      },
      backoffMs(this.#failedStarts, Math.random, restartBackoff),
    )
  }

  async close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#restart)
    const worker = this.#worker
    if (!worker || worker.threadId === -1) return
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    const order: WorkerOrder = { kind: 'close' }
    worker.postMessage(order)
    const limit = setTimeout(() => {
      this.#log.error('the embedded database did not end in time and was stopped')
      void worker.terminate()
    }, closeLimitMs)
    await ended
    clearTimeout(limit)
  }
}
