/** Finds and kills what a sandbox has left behind, where no pid namespace does it (the plain launcher). */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const MAX_ROUNDS = 20

interface Found {
  pid: number
  parent: number
  environment: string
}

async function fromProc(): Promise<Found[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name) => {
      // A process may end while it is read, and others' environments can't be read: both don't count.
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
      const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
      // The name in brackets may hold anything, also brackets: count from the last one.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return { pid: Number(name), parent: Number(parent), environment, state }
    }),
  )
  return found.filter(({ state }) => state !== undefined && state !== 'Z')
}

async function fromPs(): Promise<Found[]> {
  const { stdout } = await run('ps', ['-axEwwo', 'pid=,ppid=,command='], { maxBuffer: 64 << 20 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, environment = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid ? [{ pid: Number(pid), parent: Number(parent), environment }] : []
  })
}

/** The processes that carry `mark` (NAME=value) in their environment or descend from one that does. */
export async function strays(mark: string): Promise<number[]> {
  const all = process.platform === 'linux' ? await fromProc() : await fromPs()
  const victims = new Set<number>()
  for (const { pid, environment } of all) if (environment.includes(mark)) victims.add(pid)
  for (let grown = -1; grown !== victims.size; ) {
    grown = victims.size
    for (const { pid, parent } of all) if (victims.has(parent)) victims.add(pid)
  }
  victims.delete(process.pid)
  return [...victims]
}

/** Kills them until there are none, so that a fork in the middle doesn't escape. */
export async function sweep(mark: string): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const victims = await strays(mark)
    if (victims.length === 0) return
    for (const pid of victims) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
  }
}
