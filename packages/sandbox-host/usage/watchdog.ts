/** Polls usage that the kernel can't limit or report per sandbox. */
import { statfs } from 'node:fs/promises'
import os from 'node:os'
import { maxTmpFiles } from './limits.ts'
import { diskUseOf, filesInMemory, memoryOf, openFilesOf, processesBelow } from './usage.ts'

const lookMs = 1_000
/** Counting files is slow: done when free space changed by this much, or after diskEveryMs. */
const diskStepBytes = 64 * 1024 ** 2
const diskStepFiles = 5_000
const diskEveryMs = 60_000

export interface UsageLimits {
  memoryBytes: number
  /** Without the template. */
  diskBytes: number
  diskFiles: number
  /** A file counts once per process. */
  openFiles: number
  tmpFiles: number
}

const gib = 1024 ** 3

export const defaultLimits: UsageLimits = {
  memoryBytes: Math.min(4 * gib, os.totalmem() / 2),
  diskBytes: 4 * gib,
  diskFiles: 400_000,
  openFiles: 400_000,
  tmpFiles: maxTmpFiles,
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
    for (const sandbox of this.#settings.watched()) {
      if (this.#closing.signal.aborted) return
      const words = await this.#excessOf(sandbox, isCounting)
      if (words !== null) this.#settings.onExceeded(sandbox.id, words)
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
  async #excessOf(sandbox: Watched, isCounting: boolean): Promise<string | null> {
    const { limits } = this.#settings
    const pids = await processesBelow(sandbox.root)
    const memory = await memoryOf(pids)
    if (memory > limits.memoryBytes || (sandbox.kills?.() ?? 0) > 0) return memoryWords(limits)
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
