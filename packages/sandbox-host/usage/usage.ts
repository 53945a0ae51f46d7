/** What a sandbox takes of the machine. Linux only, as the launcher that confines. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import os from 'node:os'
import { setImmediate } from 'node:timers/promises'

const blockBytes = 512
const kib = 1024

/** So many files of /proc are read at a time, about a millisecond's work: a sandbox must not keep everybody waiting. */
const readsAtATime = 64

/** Lets others have their turn now and then. */
export class Turns {
  #reads = 0

  async take(): Promise<void> {
    this.#reads += 1
    if (this.#reads % readsAtATime === 0) await setImmediate()
  }
}

/** The processes below `root`, itself included. */
export async function processesBelow(root: number): Promise<number[]> {
  const turns = new Turns()
  const found = [root]
  // A process may end while it is looked at; then it has no children either.
  for (const pid of found)
    for (const task of namesIn(`/proc/${pid}/task`)) {
      found.push(...childrenIn(`/proc/${pid}/task/${task}`))
      await turns.take()
    }
  return found
}

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  return namesIn(`/proc/${pid}/task`).flatMap((task) => childrenIn(`/proc/${pid}/task/${task}`))
}

/** What one thread of a process has started; `task` is its folder in /proc. */
export function childrenIn(task: string): number[] {
  return textOf(`${task}/children`).split(' ').filter(Boolean).map(Number)
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Bytes of memory that processes hold and share with no file. Shared memory counts in each process that has it. */
export async function memoryOf(pids: readonly number[]): Promise<number> {
  const turns = new Turns()
  let kilobytes = 0
  for (const pid of pids) {
    const status = textOf(`/proc/${pid}/status`)
    for (const name of ['RssAnon', 'RssShmem', 'VmSwap'])
      kilobytes += Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
    await turns.take()
  }
  return kilobytes * kib
}

/** Bytes on disk, and how many files. */
export interface DiskUse {
  bytes: number
  files: number
}

/**
 * Has find look for files, at low priority, and hands each line of what it prints to `take`, until that answers false. What may
 * not be looked at is left out.
 */
function findEach(args: readonly string[], take: (line: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('find', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    if (child.pid !== undefined)
      os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
    let rest = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      if (!lines.every(take)) child.kill('SIGKILL')
    })
    child.once('error', reject)
    child.once('close', () => resolve())
  })
}

/** What lies in `folders`, each on its own file system. Folders that may not be entered are left out. */
export async function diskUseOf(folders: readonly string[]): Promise<DiskUse> {
  const use = { bytes: 0, files: 0 }
  await findEach([...folders, '-xdev', '-printf', '%b\\n'], (blocks) => {
    use.bytes += Number(blocks) * blockBytes
    use.files += 1
    return true
  })
  return use
}

/** Bytes on disk of files that have no name any more, only a process that holds them open, and how many files processes hold open. */
export interface OpenFiles {
  namelessBytes: number
  count: number
}

/** Looks at no more than about `most` of them: there may be millions. */
export async function openFilesOf(pids: readonly number[], most: number): Promise<OpenFiles> {
  const sizes = new Map<string, number>()
  let count = 0
  const folders = pids.map((pid) => `/proc/${pid}/fd`)
  const nameless = ['-links', '0', '-printf', '%D %i %b\\n']
  const others = ['-o', '-printf', '\\n']
  // -L: the files themselves, not the links that stand for them in /proc.
  const args = ['-L', ...folders, '-mindepth', '1', '-maxdepth', '1', ...nameless, ...others]
  await findEach(args, (line) => {
    count += 1
    const [device, inode, blocks] = line.split(' ')
    if (blocks !== undefined) sizes.set(`${device} ${inode}`, Number(blocks) * blockBytes)
    return count <= most
  })
  return { namelessBytes: [...sizes.values()].reduce((sum, each) => sum + each, 0), count }
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
