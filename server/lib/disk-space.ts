import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/protocol/errors.ts'
import { words } from './words.ts'

/** With less than this the disk counts as full: what still fits is for ending what has begun. */
const leastBytes = 64 * 2 ** 20
/** Freed when the disk is full, so that ends can be stored even if others have taken every byte. */
const ballastBytes = 32 * 2 ** 20
const checkMs = 2_000

export interface DiskSpace {
  freeBytes(): number
  isFull(): boolean
  /** Throws AppError, in words for people, if the disk is full. */
  require(): void
  close(): void
}

/** Watches the disk of DATA_DIR. The ballast is kept there while there is room for it. */
export function watchDiskSpace(
  dataDir: string,
  log: { error(details: object, message: string): void },
): DiskSpace {
  const ballast = join(dataDir, 'ballast')
  let wasFull = false

  const freeBytes = () => {
    try {
      const { bavail, bsize } = statfsSync(dataDir)
      return bavail * bsize
    } catch {
      // no folder: what needs it fails by itself
      return Infinity
    }
  }
  const fill = () => {
    if (existsSync(ballast)) return
    try {
      writeFileSync(ballast, Buffer.alloc(ballastBytes))
    } catch (error) {
      log.error({ err: error }, 'the ballast could not be written')
    }
  }
  const isFull = () => {
    const free = freeBytes()
    const full = free < leastBytes
    if (full) rmSync(ballast, { force: true })
    else if (free > leastBytes + 2 * ballastBytes) fill()
    if (full && !wasFull) log.error({ dataDir, free }, words.shortage.disk)
    wasFull = full
    return full
  }
  mkdirSync(dataDir, { recursive: true })
  isFull()
  const check = setInterval(isFull, checkMs)
  check.unref()
  return {
    freeBytes,
    isFull,
    require() {
      if (isFull()) throw new AppError('internal', words.shortage.disk)
    },
    close: () => clearInterval(check),
  }
}

/** Where neither the database nor sandboxes use this machine's disk. */
export const endlessSpace: DiskSpace = {
  freeBytes: () => Infinity,
  isFull: () => false,
  require: () => undefined,
  close: () => undefined,
}
