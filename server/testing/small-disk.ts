import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  path: string
  /** Takes every byte. */
  fill(): void
  /** Gives back what `fill` took. */
  free(): void
  unmount(): void
}

/** A disk of its own. Throws where this account may not mount one. */
export function mountSmallDisk(): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'fegg-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m', 'tmpfs', path], { stdio: 'ignore' })
  } catch (error) {
    rmdirSync(path)
    throw error
  }
  const others = join(path, 'others')
  return {
    path,
    fill() {
      const file = openSync(others, 'a')
      const chunk = Buffer.alloc(2 ** 20)
      try {
        for (const size of [chunk.length, 4_096]) {
          try {
            while (writeSync(file, chunk, 0, size) > 0);
          } catch {
            // full for this size
          }
        }
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(others),
    unmount() {
      execFileSync('umount', ['-l', path])
      rmdirSync(path)
    },
  }
}

function canMount(): boolean {
  try {
    mountSmallDisk().unmount()
    return true
  } catch {
    return false
  }
}

export const maySmallDisk = canMount()
