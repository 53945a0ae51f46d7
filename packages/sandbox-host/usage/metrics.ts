import { execFile } from 'node:child_process'
import os from 'node:os'
import { promisify } from 'node:util'
import { textOf, Turns } from '../guest/proc.ts'
import {
  type Belonging,
  machineProcesses,
  type Process,
  type ProcessTable,
} from '../guest/process-table.ts'
import type { Size } from './size.ts'

const run = promisify(execFile)

const everyMs = 5_000
const kept = 720
const freshMs = 1_000
/** Counting files is slow. */
const diskEveryMs = 30_000
/** Linux reports processor time in 1/100 s. */
const ticksPerSecond = 100
const pageBytes = 4_096

/** Entry of E2B's GET /sandboxes/{id}/metrics. Bytes. */
export interface Reading {
  timestamp: string
  timestampUnix: number
  cpuCount: number
  /** Of all CPUs, since the last reading. */
  cpuUsedPct: number
  /** Private memory. */
  memUsed: number
  memTotal: number
  /** Shared memory (libraries, files), counted once per process. */
  memCache: number
  diskUsed: number
  diskTotal: number
}

export interface Measured {
  readonly info: { id: string; startedAt: Date }
  readonly home: { own: string }
  readonly state: 'running' | 'paused'
  readonly processes: Belonging | null
}

export interface MetricsSettings {
  all(): Measured[]
  /** Of each sandbox. */
  size: Size
  table?: Pick<ProcessTable, 'of'>
}

interface Log {
  readings: Reading[]
  at: number
  ticks: number
  disk: { at: number; used: number }
}

/** Sizes of memory in bytes. */
interface Usage {
  ticks: number
  own: number
  shared: number
}

async function usageOf(processes: readonly Process[]): Promise<Usage> {
  const turns = new Turns()
  const sum = { ticks: 0, own: 0, shared: 0 }
  for (const { pid, ticks } of processes) {
    const [, resident = 0, shared = 0] = textOf(`/proc/${pid}/statm`).split(' ').map(Number)
    sum.ticks += ticks
    sum.own += (resident - shared) * pageBytes
    sum.shared += shared * pageBytes
    await turns.take()
  }
  return sum
}

async function diskUsedBy(folder: string): Promise<number> {
  // du fails if a file vanishes, but prints a total.
  const { stdout } = await run('du', ['-sk', '--', folder]).catch((error: unknown) =>
    typeof error === 'object' && error !== null && 'stdout' in error
      ? { stdout: String(error.stdout) }
      : { stdout: '' },
  )
  return Number(/^\d+/.exec(stdout)?.[0] ?? 0) * 1024
}

export class Metrics {
  readonly #logs = new Map<string, Log>()
  readonly #all: () => Measured[]
  readonly #size: Size
  readonly #table: Pick<ProcessTable, 'of'>
  readonly #timer: NodeJS.Timeout
  readonly #asked = new Map<string, Promise<void>>()
  #isBusy = false
  /** Folders are counted one after the other. */
  #counting: Promise<unknown> = Promise.resolve()

  constructor({ all, size, table = machineProcesses }: MetricsSettings) {
    this.#all = all
    this.#size = size
    this.#table = table
    this.#timer = setInterval(() => void this.#readAll(), everyMs).unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** `start` and `end` in Unix seconds. Oldest first. */
  async of(sandbox: Measured, start = 0, end = Number.MAX_SAFE_INTEGER): Promise<Reading[]> {
    const { id } = sandbox.info
    const log = this.#logs.get(id)
    const isFresh = log && log.readings.length > 0 && performance.now() - log.at < freshMs
    if (!isFresh) {
      const reading = this.#asked.get(id) ?? this.#read(sandbox)
      this.#asked.set(id, reading)
      await reading.finally(() => this.#asked.delete(id))
    }
    const readings = this.#logs.get(id)?.readings ?? []
    return readings.filter(({ timestampUnix: at }) => at >= start && at <= end)
  }

  /** A slow machine gets fewer readings. */
  async #readAll(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    const sandboxes = this.#all()
    const ids = new Set(sandboxes.map(({ info }) => info.id))
    for (const id of this.#logs.keys()) if (!ids.has(id)) this.#logs.delete(id)
    // All at once, so that they share one scan of the process table.
    await Promise.allSettled(sandboxes.map((sandbox) => this.#read(sandbox)))
    this.#isBusy = false
  }

  async #read(sandbox: Measured): Promise<void> {
    const belonging = sandbox.state === 'running' ? sandbox.processes : null
    if (!belonging) return
    const log = this.#logOf(sandbox)
    const [processes] = await Promise.all([
      this.#table.of(belonging),
      this.#countFiles(sandbox, log),
    ])
    const { ticks, own, shared } = await usageOf(processes)
    const at = performance.now()
    const cpuCount = os.availableParallelism()
    const seconds = Math.max(0.001, (at - log.at) / 1000)
    const cpuUsedPct = (100 * Math.max(0, ticks - log.ticks)) / ticksPerSecond / seconds / cpuCount
    const now = new Date()
    log.readings.push({
      timestamp: now.toISOString(),
      timestampUnix: Math.floor(now.getTime() / 1000),
      cpuCount,
      cpuUsedPct: Math.round(cpuUsedPct * 100) / 100,
      memUsed: own,
      memTotal: this.#size.memoryBytes,
      memCache: shared,
      diskUsed: log.disk.used,
      diskTotal: this.#size.diskBytes,
    })
    if (log.readings.length > kept) log.readings.shift()
    log.at = at
    log.ticks = ticks
  }

  #logOf({ info: { id, startedAt } }: Measured): Log {
    const at = performance.now() - (Date.now() - startedAt.getTime())
    const disk = { at: Number.NEGATIVE_INFINITY, used: 0 }
    const log = this.#logs.get(id) ?? { readings: [], at, ticks: 0, disk }
    this.#logs.set(id, log)
    return log
  }

  /** Waits for the first count only. */
  async #countFiles({ home }: Measured, { disk }: Log): Promise<void> {
    const at = performance.now()
    if (at - disk.at < diskEveryMs) return
    const isFirst = disk.at === Number.NEGATIVE_INFINITY
    disk.at = at
    const counted = this.#counting.then(async () => {
      disk.used = await diskUsedBy(home.own)
    })
    this.#counting = counted.catch(() => undefined)
    if (isFirst) await this.#counting
  }
}
