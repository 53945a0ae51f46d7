/** Polls usage that the kernel can't limit or report per sandbox. */
import { statfs } from 'node:fs/promises'
import os from 'node:os'
import { type Process, processesOf } from '../guest/process-table.ts'
import { maxProcesses, maxTmpFiles } from './limits.ts'
import { diskUseOf, filesInMemory, memoryOf, openFilesOf } from './usage.ts'

const lookMs = 1_000
/** Counting files is slow: done when free space changed by this much, or after diskEveryMs. */
const diskStepBytes = 64 * 1024 ** 2
const diskStepFiles = 5_000
const diskEveryMs = 60_000
/** The kernel's count comes close to the limit but doesn't exceed it. */
const nearly = 0.9
/** A build may reach the limit for a moment; only a fork bomb stays there. */
const crowdedLooks = 3

export interface UsageLimits {
  memoryBytes: number
  /** Without the template. */
  diskBytes: number
  diskFiles: number
  /** A file counts once per process. */
  openFiles: number
  tmpFiles: number
  /** Threads count too. The kernel lets none start beyond it. */
  processes: number
}

const gib = 1024 ** 3

export const defaultLimits: UsageLimits = {
  memoryBytes: Math.min(4 * gib, os.totalmem() / 2),
  diskBytes: 4 * gib,
  diskFiles: 400_000,
  openFiles: 400_000,
  tmpFiles: maxTmpFiles,
  processes: maxProcesses,
}

export interface Watched {
  id: string
  /** Ancestor of all its processes. */
  root: number
  /** Out-of-memory kills; null if not counted. */
  kills: (() => number) | null
  /** Writable folders on disk. */
  folders: string[]
}

export interface WatchdogSettings {
  limits: UsageLimits
  /** A folder on the sandboxes' file system. */
  folder: string
  watched(): Watched[]
  /** Called at each poll while over the limit, with a reason for people. */
  onExceeded(id: string, words: string): void
  log(message: string): void
}

export function memoryWords({ memoryBytes }: Pick<UsageLimits, 'memoryBytes'>): string {
  return `its processes took more than ${megabytes(memoryBytes)} of memory`
}

function megabytes(bytes: number) {
  return `${Math.round(bytes / 1024 ** 2)} MB`
}

export class Watchdog {
  readonly #settings: WatchdogSettings
  readonly #closing = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #free = { bytes: 0, files: 0 }
  #countedAt = Number.NEGATIVE_INFINITY
  /** Looks in a row at which a sandbox had as many processes as it may. */
  readonly #crowded = new Map<string, number>()

  constructor(settings: WatchdogSettings) {
    this.#settings = settings
    this.#lookLater()
  }

  /** Freed space may hide writes, so the next poll counts. */
  countSoon(): void {
    this.#countedAt = Number.NEGATIVE_INFINITY
  }

  close(): void {
    this.#closing.abort()
    clearTimeout(this.#timer)
  }

  #lookLater(): void {
    if (this.#closing.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#look()
        .catch((error: unknown) =>
          this.#settings.log(`the sandboxes could not be measured: ${String(error)}`),
        )
        .finally(() => this.#lookLater())
    }, lookMs).unref()
  }

  async #look(): Promise<void> {
    const isCounting = await this.#isTimeToCount()
    const watched = this.#settings.watched()
    // All at once, so that they share one scan of the process table.
    const families = await Promise.all(watched.map(({ root }) => processesOf({ root })))
    this.#countCrowds(watched, families)
    for (const [at, sandbox] of watched.entries()) {
      if (this.#closing.signal.aborted) return
      const words = await this.#excessOf(sandbox, families[at] ?? [], isCounting)
      if (words !== null) this.#settings.onExceeded(sandbox.id, words)
    }
  }

  #countCrowds(watched: readonly Watched[], families: ReadonlyArray<readonly Process[]>): void {
    const before = new Map(this.#crowded)
    this.#crowded.clear()
    for (const [at, { id }] of watched.entries()) {
      const tasks = (families[at] ?? []).reduce((sum, { threads }) => sum + threads, 0)
      if (tasks >= nearly * this.#settings.limits.processes)
        this.#crowded.set(id, (before.get(id) ?? 0) + 1)
    }
  }

  /** True if much was written or freed since the last count. Freed space may hide writes. */
  async #isTimeToCount(): Promise<boolean> {
    const { bavail, bsize, ffree } = await statfs(this.#settings.folder)
    const free = { bytes: bavail * bsize, files: ffree }
    const { diskBytes, diskFiles } = this.#settings.limits
    const isDue =
      Math.abs(this.#free.bytes - free.bytes) >= Math.min(diskStepBytes, diskBytes / 4) ||
      Math.abs(this.#free.files - free.files) >= Math.min(diskStepFiles, diskFiles / 4) ||
      performance.now() - this.#countedAt > diskEveryMs
    if (isDue) {
      this.#free = free
      this.#countedAt = performance.now()
    } else {
      // Slowly freed space must not hide later writes.
      this.#free.bytes = Math.max(this.#free.bytes, free.bytes)
      this.#free.files = Math.max(this.#free.files, free.files)
    }
    return isDue
  }

  /** A reason for people, or null. */
  async #excessOf(
    sandbox: Watched,
    family: readonly Process[],
    isCounting: boolean,
  ): Promise<string | null> {
    const { limits } = this.#settings
    const pids = family.map(({ pid }) => pid)
    const memory = await memoryOf(pids)
    if (memory > limits.memoryBytes || (sandbox.kills?.() ?? 0) > 0) return memoryWords(limits)
    if ((this.#crowded.get(sandbox.id) ?? 0) >= crowdedLooks)
      return `it ran as many processes as it may, ${limits.processes}, for seconds on end`
    const inTmp = await filesInMemory(pids.at(-1) ?? sandbox.root, '/tmp')
    if (inTmp !== null && inTmp > limits.tmpFiles)
      return `it had more than ${limits.tmpFiles} files in /tmp`
    if (!isCounting) return null
    const { bytes, files } = await diskUseOf(sandbox.folders)
    const open = await openFilesOf(pids, limits.openFiles)
    if (open.count > limits.openFiles) return `it held more than ${limits.openFiles} files open`
    if (bytes + open.namelessBytes > limits.diskBytes)
      return `its files took more than ${megabytes(limits.diskBytes)} of disk`
    if (files > limits.diskFiles) return `it had more than ${limits.diskFiles} files`
    return null
  }
}
