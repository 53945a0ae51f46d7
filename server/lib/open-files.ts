import { readdir } from 'node:fs/promises'
import { shortageText } from './shortage.ts'

/** Kept for what has begun: a run's commands and the database need new ones. */
const leastFree = 64
const checkMs = 2_000

export interface OpenFiles {
  /** Fewer than a few more may be opened, as of the last check. */
  areShort(): boolean
  check(): Promise<void>
  close(): void
}

/** Watches how many files and connections this process has open. `limit`: its `ulimit -n`. */
export function watchOpenFiles(limit: number): OpenFiles {
  let short = false
  const check = async () => {
    try {
      const open = await readdir('/proc/self/fd')
      short = limit - open.length < leastFree
    } catch (error) {
      // systems without /proc are not watched
      short = shortageText(error) !== null
    }
  }
  const timer = setInterval(() => void check(), checkMs)
  timer.unref()
  return { areShort: () => short, check, close: () => clearInterval(timer) }
}
