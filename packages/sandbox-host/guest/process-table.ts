import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Process {
  pid: number
  parent: number
  /** As in /proc/PID/stat: R runs, S sleeps, T is stopped, … */
  state: string
}

/** `root`, processes with `mark` (NAME=value) in their environment, and descendants of both. */
export interface Belonging {
  root?: number
  mark?: string
}

type Found = Process & { isMarked: boolean }

/** Index of num_threads, counted from the state. */
const threads = 17

async function stateOfOthers(pid: string): Promise<string> {
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '')
    const state = stat.charAt(stat.lastIndexOf(')') + 2)
    if (state !== '' && state !== 'Z' && state !== 'X') return state
  }
  return 'Z'
}

async function fromProc(mark: string | undefined): Promise<Found[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async (name) => {
      // Ended processes and other accounts' environments are unreadable.
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
      const environment =
        mark === undefined ? '' : await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
      // The command name may contain brackets.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const [first = '', parent] = fields
      // The main thread has ended but others run.
      const isHalf = first === 'Z' && Number(fields[threads]) > 1
      const state = isHalf ? await stateOfOthers(name) : first
      const isMarked = mark !== undefined && environment.includes(mark)
      return { pid: Number(name), parent: Number(parent), state, isMarked }
    }),
  )
  return found.filter(({ state }) => state !== '' && state !== 'Z' && state !== 'X')
}

async function fromPs(mark: string | undefined): Promise<Found[]> {
  const { stdout } = await run('ps', ['-axEwwo', 'pid=,ppid=,state=,command='], {
    maxBuffer: 64 << 20,
  })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', rest = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\w)\S*\s+(.*)$/.exec(line) ?? []
    if (!pid || state === 'Z') return []
    const isMarked = mark !== undefined && rest.includes(mark)
    return [{ pid: Number(pid), parent: Number(parent), state, isMarked }]
  })
}

function depthOf(pid: number, ours: ReadonlyMap<number, Process>): number {
  let depth = 0
  for (let at = ours.get(pid); at && depth <= ours.size; depth++) at = ours.get(at.parent)
  return depth
}

/** A sandbox's living processes, parents first, without this one. */
export async function processesOf({ root, mark }: Belonging): Promise<Process[]> {
  const all = await (process.platform === 'linux' ? fromProc(mark) : fromPs(mark))
  const ours = new Set<number>()
  for (const { pid, isMarked } of all) if (isMarked || pid === root) ours.add(pid)
  for (let grown = -1; grown !== ours.size; ) {
    grown = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  ours.delete(process.pid)
  const found = new Map(all.flatMap((each) => (ours.has(each.pid) ? [[each.pid, each]] : [])))
  return [...found.values()]
    .map((each) => ({ each, depth: depthOf(each.pid, found) }))
    .sort((one, other) => one.depth - other.depth)
    .map(({ each: { pid, parent, state } }) => ({ pid, parent, state }))
}

export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}
