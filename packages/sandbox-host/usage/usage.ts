import { spawn } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import os from 'node:os'
import { namesIn, textOf, Turns } from '../guest/proc.ts'
import { requirePipes } from '../lib/require-pipes.ts'

const blockBytes = 512
const kib = 1024

/** `root` comes first. */
export async function processesBelow(root: number): Promise<number[]> {
  const turns = new Turns()
  const found = [root]
  for (const pid of found)
    for (const task of namesIn(`/proc/${pid}/task`)) {
      found.push(...childrenIn(`/proc/${pid}/task/${task}`))
      await turns.take()
    }
  return found
}

export function childrenOf(pid: number): number[] {
  return namesIn(`/proc/${pid}/task`).flatMap((task) => childrenIn(`/proc/${pid}/task/${task}`))
}

/** `task` is a thread's folder in /proc. */
export function childrenIn(task: string): number[] {
  return textOf(`${task}/children`).split(' ').filter(Boolean).map(Number)
}

/** Bytes not backed by files, swap included. Shared memory counts in each process. */
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

export interface DiskUse {
  bytes: number
  files: number
}

/** Stops when `take` returns false. Skips unreadable folders. */
function findEach(args: readonly string[], take: (line: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = requirePipes(spawn('find', args, { stdio: ['ignore', 'pipe', 'ignore'] }))
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

/** Doesn't cross file systems. */
export async function diskUseOf(folders: readonly string[]): Promise<DiskUse> {
  const use = { bytes: 0, files: 0 }
  await findEach([...folders, '-xdev', '-printf', '%b\\n'], (blocks) => {
    use.bytes += Number(blocks) * blockBytes
    use.files += 1
    return true
  })
  return use
}

/** `namelessBytes`: removed files that are still open. */
export interface OpenFiles {
  namelessBytes: number
  count: number
}

/** Stops after about `most` files: there may be millions. */
export async function openFilesOf(pids: readonly number[], most: number): Promise<OpenFiles> {
  const sizes = new Map<string, number>()
  let count = 0
  const folders = pids.map((pid) => `/proc/${pid}/fd`)
  const nameless = ['-links', '0', '-printf', '%D %i %b\\n']
  const others = ['-o', '-printf', '\\n']
  // -L follows the links in /proc.
  const args = ['-L', ...folders, '-mindepth', '1', '-maxdepth', '1', ...nameless, ...others]
  await findEach(args, (line) => {
    count += 1
    const [device, inode, blocks] = line.split(' ')
    if (blocks !== undefined) sizes.set(`${device} ${inode}`, Number(blocks) * blockBytes)
    return count <= most
  })
  return { namelessBytes: [...sizes.values()].reduce((sum, each) => sum + each, 0), count }
}

/** Number of files in a tmpfs `folder` as `pid` sees it; null if not visible. */
export async function filesInMemory(pid: number, folder: string): Promise<number | null> {
  try {
    const { files, ffree } = await statfs(`/proc/${pid}/root${folder}`)
    return files - ffree
  } catch {
    return null
  }
}
