/** What a sandbox takes of the machine. Linux only, as the launcher that confines. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import os from 'node:os'

const BLOCK_BYTES = 512
const KIB = 1024

/** The processes below `root`, itself included. */
export function processesBelow(root: number): number[] {
  const found = [root]
  for (const pid of found) found.push(...childrenOf(pid))
  return found
}

export function childrenOf(pid: number): number[] {
  // A process may end while it is looked at; then it has no children either.
  return namesIn(`/proc/${pid}/task`).flatMap((task) =>
    textOf(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Bytes of memory that processes hold and share with no file. Shared memory counts in each process that has it. */
export function memoryOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    const status = textOf(`/proc/${pid}/status`)
    const of = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
    return of('RssAnon') + of('RssShmem') + of('VmSwap')
  })
  return kilobytes.reduce((sum, each) => sum + each, 0) * KIB
}

/** Bytes on disk, and how many files. */
export interface DiskUse {
  bytes: number
  files: number
}

/** What lies in `folders`, each on its own file system. Folders that may not be entered are left out. */
export function diskUseOf(folders: readonly string[]): Promise<DiskUse> {
  return new Promise((resolve, reject) => {
    const child = spawn('find', [...folders, '-xdev', '-printf', '%b\\n'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    if (child.pid !== undefined)
      os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
    const use = { bytes: 0, files: 0 }
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      for (const blocks of lines) {
        use.bytes += Number(blocks) * BLOCK_BYTES
        use.files += 1
      }
    })
    child.once('error', reject)
    child.once('close', () => resolve(use))
  })
}

/** Bytes on disk of files that have no name any more, only a process that holds them open. */
export function namelessBytesOf(pids: readonly number[]): number {
  const sizes = new Map<string, number>()
  for (const pid of pids)
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      const file = `/proc/${pid}/fd/${fd}`
      try {
        if (!readlinkSync(file).endsWith(' (deleted)')) continue
        const { dev, ino, blocks } = statSync(file)
        sizes.set(`${dev} ${ino}`, blocks * BLOCK_BYTES)
      } catch {
        // It has been closed meanwhile.
      }
    }
  return [...sizes.values()].reduce((sum, each) => sum + each, 0)
}

/** How many files a folder in memory holds, looked at from a process that has it. Undefined where it can't be seen. */
export async function filesInMemory(pid: number, folder: string): Promise<number | undefined> {
  try {
    const { files, ffree } = await statfs(`/proc/${pid}/root${folder}`)
    return files - ffree
  } catch {
    return undefined
  }
}
