import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { lstat, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { devCaches } from './dev-caches.ts'

const run = promisify(execFile)

/** Where the home with caches lies, beside the prepared one. */
export function cachedHomeOf(home: string): string {
  return join(dirname(home), 'filled')
}

/**
 * The prepared home with what its dev server needs not do again at each sandbox's first start. Made once, of hard links;
 * several may make it at once: the first to finish wins. `pack` answers a tar of the caches.
 */
export async function makeCachedHome(
  home: string,
  pack: () => Promise<Uint8Array>,
): Promise<string> {
  const filled = cachedHomeOf(home)
  if (existsSync(filled)) return filled
  // Whoever prepares a template removes what its maker left in such a folder.
  const draft = join(dirname(dirname(home)), `.making-${randomUUID()}`)
  const tar = `${draft}.tar`
  try {
    await writeFile(tar, await pack())
    await run('cp', ['-al', '--', home, draft])
    const app = join(draft, 'app')
    await run('tar', ['-xf', tar, '--no-same-owner', '-C', app])
    // what is in a layered home belongs to the account of the sandboxes
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
