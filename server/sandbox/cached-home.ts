import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { lstat, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { devCaches } from './dev-caches.ts'

const run = promisify(execFile)

export function cachedHomeOf(home: string): string {
  return join(dirname(home), 'filled')
}

/**
 * Copies the prepared home (hard links) and adds the dev caches, for a faster first start.
 * Concurrent callers are safe: the first to finish wins. `pack` returns a tar of the caches.
 */
export async function makeCachedHome(
  home: string,
  pack: () => Promise<Uint8Array>,
): Promise<string> {
  const filled = cachedHomeOf(home)
  if (existsSync(filled)) return filled
  // Preparing a template deletes leftover `.making-*` folders.
  const draft = join(dirname(dirname(home)), `.making-${randomUUID()}`)
  const tar = `${draft}.tar`
  try {
    await writeFile(tar, await pack())
    await run('cp', ['-al', '--', home, draft])
    const app = join(draft, 'app')
    await run('tar', ['-xf', tar, '--no-same-owner', '-C', app])
    // In a layered home, files must belong to the sandboxes' account.
    const { uid, gid } = await lstat(home)
    const made = devCaches.map((name) => join(app, name))
    if (process.getuid?.() === 0) await run('chown', ['-R', '-h', `${uid}:${gid}`, ...made])
    await rename(draft, filled)
  } catch (error) {
    if (!existsSync(filled)) throw error
  } finally {
    await Promise.all([draft, tar].map((each) => rm(each, { recursive: true, force: true })))
  }
  return filled
}
