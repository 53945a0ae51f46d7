import { glob, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * What nothing reads that serves, checks or builds an app. Each sandbox starts with a copy of the
 * packages, and the number of files decides how long that takes.
 */
const needless = ['**/*.map', '**/*.md', '**/*.flow', '**/umd/**']

/** Removes needless files from a folder of installed packages. */
export async function pruneModules(folder: string): Promise<void> {
  const entries = glob(needless, { cwd: folder, withFileTypes: true })
  const removals: Promise<void>[] = []
  for await (const entry of entries) {
    if (!entry.isFile()) continue
    removals.push(rm(path.join(entry.parentPath, entry.name), { force: true }))
  }
  await Promise.all(removals)
}
