import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { namesIn, textOf, Turns } from './proc.ts'

const run = promisify(execFile)

export interface Process {
  pid: number
  parent: number
  /** As in /proc/PID/stat: R runs, S sleeps, T is stopped, … */
  state: string
  threads: number
  /** Processor time in 1/100 s, with that of ended children. */
  ticks: number
}

/** `root`, processes with `mark` (NAME=value) in their environment, and descendants of both. */
export interface Belonging {
  root?: number
  mark?: string
}

type Found = Process & { marks: readonly string[] }

// Fields of proc_pid_stat(5), counted from the state.
const times = [11, 12, 13, 14]
const threads = 17

async function stateOfOthers(pid: string, turns: Turns): Promise<string> {
  for (const thread of namesIn(`/proc/${pid}/task`)) {
    const stat = textOf(`/proc/${pid}/task/${thread}/stat`)
    const state = stat.charAt(stat.lastIndexOf(')') + 2)
    if (state !== '' && state !== 'Z' && state !== 'X') return state
    await turns.take()
  }
  return 'Z'
}

async function fromProc(marks: ReadonlySet<string>): Promise<Found[]> {
  const turns = new Turns()
  const found: Found[] = []
  for (const name of namesIn('/proc')) {
    if (!/^\d+$/.test(name)) continue
    await turns.take()
    // Ended processes and other accounts' environments are unreadable.
    const stat = textOf(`/proc/${name}/stat`)
    // The command name may contain brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [first = '', parent] = fields
    // The main thread has ended but others run.
    const isHalf = first === 'Z' && Number(fields[threads]) > 1
    const state = isHalf ? await stateOfOthers(name, turns) : first
    if (state === '' || state === 'Z' || state === 'X') continue
    const environment = marks.size === 0 ? [] : textOf(`/proc/${name}/environ`).split('\0')
    found.push({
      pid: Number(name),
      parent: Number(parent),
      state,
      threads: Number(fields[threads]),
      ticks: times.reduce((sum, at) => sum + Number(fields[at] ?? 0), 0),
      marks: environment.filter((each) => marks.has(each)),
    })
  }
  return found
}

async function fromPs(marks: ReadonlySet<string>): Promise<Found[]> {
  const { stdout } = await run('ps', ['-axEwwo', 'pid=,ppid=,state=,command='], {
    maxBuffer: 64 << 20,
  })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', rest = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\w)\S*\s+(.*)$/.exec(line) ?? []
    if (!pid || state === 'Z') return []
    const own = [...marks].filter((mark) => rest.includes(mark))
    return [{ pid: Number(pid), parent: Number(parent), state, threads: 1, ticks: 0, marks: own }]
  })
}

/** What a scan found, by parent. */
class Snapshot {
  readonly #all: readonly Found[]
  readonly #children = new Map<number, Found[]>()

  constructor(all: readonly Found[]) {
    this.#all = all
    for (const each of all) {
      const siblings = this.#children.get(each.parent)
      if (siblings) siblings.push(each)
      else this.#children.set(each.parent, [each])
    }
  }

  /** Parents first, without this process. */
  of({ root, mark }: Belonging): Process[] {
    const first = this.#all.filter(
      ({ pid, marks }) => pid === root || (mark !== undefined && marks.includes(mark)),
    )
    const members = this.#below(first)
    const known = new Set(members.map(({ pid }) => pid))
    const tops = members.filter(({ parent }) => !known.has(parent))
    const sorted = this.#below(tops)
    // Members without a top, because a pid was used again during the scan.
    const rest = new Set(members)
    for (const each of sorted) rest.delete(each)
    return [...sorted, ...rest].filter(({ pid }) => pid !== process.pid)
  }

  #below(first: readonly Found[]): Found[] {
    const found = new Set(first)
    for (const { pid } of found) for (const each of this.#children.get(pid) ?? []) found.add(each)
    return [...found]
  }
}

export type Scan = (marks: ReadonlySet<string>) => Promise<Found[]>

interface Waiting {
  marks: Set<string>
  snapshot: Promise<Snapshot>
}

/** One scan runs at a time. Those who wait for it to end share the next one. */
export class ProcessTable {
  readonly #scan: Scan
  #last: Promise<unknown> = Promise.resolve()
  #waiting: Waiting | null = null

  constructor(scan: Scan) {
    this.#scan = scan
  }

  /** The living processes, parents first, without this one, by a scan that starts after the call. */
  async of(belonging: Belonging): Promise<Process[]> {
    this.#waiting ??= this.#next()
    const { marks, snapshot } = this.#waiting
    if (belonging.mark !== undefined) marks.add(belonging.mark)
    return (await snapshot).of(belonging)
  }

  #next(): Waiting {
    const marks = new Set<string>()
    const snapshot = this.#last.then(async () => {
      this.#waiting = null
      return new Snapshot(await this.#scan(marks))
    })
    this.#last = snapshot.catch(() => undefined)
    return { marks, snapshot }
  }
}

/** One for all callers, so that many calls at once cost one scan. */
export const machineProcesses = new ProcessTable(process.platform === 'linux' ? fromProc : fromPs)

/** A sandbox's living processes, parents first, without this one. */
export function processesOf(belonging: Belonging): Promise<Process[]> {
  return machineProcesses.of(belonging)
}

export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}
