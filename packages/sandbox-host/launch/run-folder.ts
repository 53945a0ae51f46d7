import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { removeTree } from '../lib/folders.ts'

const noteFile = 'sandbox-run-folder'
const prefix = 'fegg-'

async function removeEarlier(note: string): Promise<void> {
  const earlier = (await readFile(note, 'utf8').catch(() => '')).trim()
  if (!path.basename(earlier).startsWith(prefix)) return
  const found = await stat(earlier).catch(() => undefined)
  const isOurs = found?.isDirectory() && found.uid === process.getuid?.()
  if (isOurs) await removeTree(earlier)
}

/**
 * Holds sockets. In the system's temporary folder, because a socket's path is at most 107 bytes
 * long.
 */
export class RunFolder {
  readonly path: string
  readonly #note: string

  private constructor(folder: string, note: string) {
    this.path = folder
    this.#note = note
  }

  /** Removes the folder that a killed host left. */
  static async open(dataFolder: string): Promise<RunFolder> {
    const note = path.join(dataFolder, noteFile)
    await removeEarlier(note)
    const folder = await mkdtemp(path.join(os.tmpdir(), prefix))
    await chmod(folder, 0o711)
    await writeFile(note, folder)
    return new RunFolder(folder, note)
  }

  async close(): Promise<void> {
    // Without a PATH there are no tools.
    await removeTree(this.path).catch(() => rm(this.path, { recursive: true, force: true }))
    await rm(this.#note, { force: true })
  }
}
