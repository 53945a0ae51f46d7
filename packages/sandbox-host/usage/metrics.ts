import { execFile } from 'node:child_process'
import { readFile, statfs } from 'node:fs/promises'
import os from 'node:os'
import { promisify } from 'node:util'
import { type Belonging, processesOf } from '../guest/process-table.ts'

const run = promisify(execFile)

const everyMs = 5_000
const kept = 720
const freshMs = 1_000
/** Counting files is slow. */
const diskEveryMs = 30_000
/** Linux reports CPU time in 1/100 s. */
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

interface Usage {
  ticks: number
  own: number
  shared: number
}

interface Log {
  readings: Reading[]
  at: number
  ticks: number
  disk: { at: number; used: number }
}

async function usageOf(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime, stime, cutime, cstime: fields 14 to 17 of proc_pid_stat(5).
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0)
  const [, resident = 0, shared = 0] = statm.split(' ').map(Number)
  return { ticks, own: (resident - shared) * pageBytes, shared: shared * pageBytes }
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
  readonly #timer: NodeJS.Timeout

  constructor(all: () => Measured[]) {
    this.#all = all
    this.#timer = setInterval(() => void this.#readAll(), everyMs).unref()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** `start` and `end` in Unix seconds. Oldest first. */
  async of(sandbox: Measured, start = 0, end = Number.MAX_SAFE_INTEGER): Promise<Reading[]> {
    const last = this.#logs.get(sandbox.info.id)
    const isFresh = last !== undefined && performance.now() - last.at < freshMs
    if (!isFresh) await this.#read(sandbox)
    const readings = this.#logs.get(sandbox.info.id)?.readings ?? []
    return readings.filter(({ timestampUnix: at }) => at >= start && at <= end)
  }

  async #readAll(): Promise<void> {
    const sandboxes = this.#all()
    const ids = new Set(sandboxes.map(({ info }) => info.id))
    for (const id of this.#logs.keys()) if (!ids.has(id)) this.#logs.delete(id)
    for (const sandbox of sandboxes) await this.#read(sandbox).catch(() => undefined)
  }

  async #read(sandbox: Measured): Promise<void> {
    const belonging = sandbox.state === 'running' ? sandbox.processes : null
    if (!belonging) return
    const { id, startedAt } = sandbox.info
    const since = performance.now() - (Date.now() - startedAt.getTime())
    const log = this.#logs.get(id) ?? {
      readings: [],
      at: since,
      ticks: 0,
      disk: { at: Number.NEGATIVE_INFINITY, used: 0 },
    }
    const processes = await processesOf(belonging)
    const usages = await Promise.all(processes.map(({ pid }) => usageOf(pid)))
    const total = (of: keyof Usage) => usages.reduce((sum, each) => sum + each[of], 0)
    const at = performance.now()
    if (at - log.disk.at > diskEveryMs) log.disk = { at, used: await diskUsedBy(sandbox.home.own) }
    const disk = await statfs(sandbox.home.own)
    const ticks = total('ticks')
    const cpuCount = os.availableParallelism()
    const seconds = Math.max(0.001, (at - log.at) / 1000)
    const cpuUsedPct = (100 * Math.max(0, ticks - log.ticks)) / ticksPerSecond / seconds / cpuCount
    const now = new Date()
    log.readings.push({
      timestamp: now.toISOString(),
      timestampUnix: Math.floor(now.getTime() / 1000),
      cpuCount,
      cpuUsedPct: Math.round(cpuUsedPct * 100) / 100,
      memUsed: total('own'),
      memTotal: os.totalmem(),
      memCache: total('shared'),
      diskUsed: log.disk.used,
      diskTotal: disk.blocks * disk.bsize,
    })
    if (log.readings.length > kept) log.readings.shift()
    log.at = at
    log.ticks = ticks
    this.#logs.set(id, log)
  }
}
