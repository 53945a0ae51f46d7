import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { DataDirLockedError, DataDirNotWritableError } from './errors.ts'

const holderSchema = z.object({ pid: z.number().int(), socketDir: z.string().optional() })
type Holder = z.infer<typeof holderSchema>

const sqliteBusy = 5

export type DataDirLock = {
  /** Note of a holder that ended without releasing. */
  readonly left: Holder | null
  /** Stored for the next holder. */
  note(socketDir: string): void
  release(): void
}

/**
 * Creates `dataDir` if missing and locks it for this process.
 *
 * The lock is a kernel byte-range lock (SQLite's, on an otherwise empty file): it ends with the
 * process, even by SIGKILL, ignores reused pids and works between containers. `holder.json` only
 * serves the error message.
 * @throws DataDirLockedError, DataDirNotWritableError
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const holderFile = join(dataDir, 'holder.json')
  const lock = takeLock(dataDir, holderFile)
  const left = readHolder(holderFile)
  const write = (holder: Holder) => writeFileSync(holderFile, JSON.stringify(holder))
  try {
    write({ pid: process.pid })
  } catch (error) {
    lock.close()
    throw new DataDirNotWritableError(dataDir, error)
  }
  let held = true
  return {
    left,
    note: (socketDir) => write({ pid: process.pid, socketDir }),
    release() {
      if (!held) return
      held = false
      rmSync(holderFile, { force: true })
      lock.close()
    },
  }
}

function takeLock(dataDir: string, holderFile: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    mkdirSync(dataDir, { recursive: true })
    // Nothing else may open this file: closing any handle to it drops the lock.
    lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (isBusy(error)) {
      const holder = readHolder(holderFile)
      throw new DataDirLockedError(dataDir, holder?.pid ?? null, holder?.socketDir ?? null)
    }
    throw new DataDirNotWritableError(dataDir, error)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}

function readHolder(holderFile: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(holderFile, 'utf8')))
  } catch {
    return null
  }
}
