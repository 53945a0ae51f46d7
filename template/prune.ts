import { glob, rm } from 'node:fs/promises'
import path from 'node:path'

/** Each sandbox copies the packages, and the number of files decides how long that takes. */
const needless = ['**/*.map', '**/*.md', '**/*.flow', '**/umd/**']

export async function pruneModules(folder: string): Promise<void> {
  const entries = glob(needless, { cwd: folder, withFileTypes: true })
  const removals: Promise<void>[] = []
  for await (const entry of entries) {
    if (!entry.isFile()) continue
    removals.push(rm(path.join(entry.parentPath, entry.name), { force: true }))
  }
  await Promise.all(removals)
}
