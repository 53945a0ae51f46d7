import { statfs } from 'node:fs/promises'
import os from 'node:os'
import type { UsageLimits } from './watchdog.ts'

/** What one sandbox may use. */
export interface Size {
  memoryBytes: number
  diskBytes: number
}

/** Without limits, all of the machine's. `folder`: a folder on the sandboxes' file system. */
export async function sizeOf(limits: UsageLimits | null, folder: string): Promise<Size> {
  if (limits) return limits
  const { blocks, bsize } = await statfs(folder)
  return { memoryBytes: os.totalmem(), diskBytes: blocks * bsize }
}
