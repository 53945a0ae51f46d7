/**
 * A memory cgroup per sandbox, if this server may create one. See cgroups(7) and the kernel's
 * admin-guide/cgroup-v1/memory and cgroup-v2.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

const prefix = 'fegg-'
/** v2: the server moves itself there. */
const ownGroupName = `${prefix}server`
const mib = 1024 ** 2
const probeBytes = 32 * mib
const probeTimeoutMs = 10_000
/** Removal fails for a moment after the last process has ended. */
const removeRounds = 100
const removeRoundMs = 20

export interface Parent {
  folder: string
  version: 1 | 2
  /** True for a system unit or container, false for a login session. */
  isManageable: boolean
}

export interface MemoryGroup {
  /** Runs `command` in the group. */
  joined(command: readonly string[]): [string, ...string[]]
  /** Out-of-memory kills; 0 after removal. */
  kills(): number
  /** Gives up if processes in it don't end. */
  remove(): Promise<void>
}

interface Mount {
  root: string
  point: string
  type: string
  options: string[]
}

/** Format: proc_pid_mountinfo(5). */
function mountsOf(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ')
    const [, , , root, point] = before?.split(' ') ?? []
    const [type, , options] = after?.split(' ') ?? []
    if (!root || !point || !type) return []
    return [{ root, point, type, options: options?.split(',') ?? [] }]
  })
}

/** Null if outside of the mount. */
function folderOf({ root, point }: Mount, group: string): string | null {
  const below = path.posix.relative(root, group)
  return below.startsWith('..') ? null : path.posix.join(point, below)
}

/** Null if not visible. Takes /proc/self/cgroup and /proc/self/mountinfo. */
export function ownGroup(cgroup: string, mountinfo: string): Parent | null {
  const mounts = mountsOf(mountinfo)
  const groups = cgroup.split('\n').flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    return group === undefined ? [] : [{ controllers: controllers?.split(',') ?? [], group }]
  })
  const of = (version: 1 | 2): Parent | null => {
    const found = groups.find(({ controllers }) =>
      version === 1 ? controllers.includes('memory') : controllers[0] === '',
    )
    const mount = mounts.find(({ type, options }) =>
      version === 1 ? type === 'cgroup' && options.includes('memory') : type === 'cgroup2',
    )
    // An earlier server of this unit may have moved its callers there.
    const group = found?.group
      .replace(new RegExp(`(?<=/)${ownGroupName}$`), '')
      .replace(/(?<=.)\/$/, '')
    const folder = group && mount && folderOf(mount, group)
    if (!folder) return null
    const isManageable = version === 1 || group === '/' || group.endsWith('.service')
    return { folder, version, isManageable }
  }
  return of(1) ?? of(2)
}

function wordsIn(file: string): string[] {
  return readFileSync(file, 'utf8').split(/\s+/).filter(Boolean)
}

/**
 * v2 limits children only if the parent holds no process, so this server and its callers move to a
 * child. Throws if not permitted, or if the group holds other processes.
 */
function passOnMemory({ folder }: Parent): void {
  const control = path.join(folder, 'cgroup.subtree_control')
  if (wordsIn(control).includes('memory')) return
  if (!wordsIn(path.join(folder, 'cgroup.controllers')).includes('memory'))
    throw new Error("the server's control group may not limit memory")
  const own = path.join(folder, ownGroupName)
  mkdirSync(own, { recursive: true })
  const callers = callersOf(process.pid)
  for (const pid of wordsIn(path.join(folder, 'cgroup.procs')))
    if (callers.has(Number(pid))) writeFileSync(path.join(own, 'cgroup.procs'), pid)
  writeFileSync(control, '+memory')
}

function callersOf(pid: number): Set<number> {
  const found = new Set<number>()
  for (let at = pid; at > 0 && !found.has(at); ) {
    found.add(at)
    const status = readFileSync(`/proc/${at}/status`, 'utf8')
    at = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0)
  }
  return found
}

function setLimit({ folder, version }: Pick<Parent, 'folder' | 'version'>, bytes: number): void {
  const set = (name: string, value: number) => writeFileSync(path.join(folder, name), String(value))
  const there = new Set(readdirSync(folder))
  set(version === 1 ? 'memory.limit_in_bytes' : 'memory.max', bytes)
  // As much swap again; the watchdog counts it.
  if (version === 1 && there.has('memory.memsw.limit_in_bytes'))
    set('memory.memsw.limit_in_bytes', 2 * bytes)
  if (version === 2 && there.has('memory.swap.max')) set('memory.swap.max', bytes)
}

/** The limit includes tmpfs files and kernel memory. */
export class MemoryGroups {
  readonly #parent: Parent
  readonly #bytes: number
  #made = 0

  private constructor(parent: Parent, bytes: number) {
    this.#parent = parent
    this.#bytes = bytes
  }

  /** Null if memory can't be limited here. Tests that the kernel kills a process over the limit. */
  static async open(bytes: number): Promise<MemoryGroups | null> {
    if (process.platform !== 'linux') return null
    try {
      const parent = ownGroup(
        readFileSync('/proc/self/cgroup', 'utf8'),
        readFileSync('/proc/self/mountinfo', 'utf8'),
      )
      if (!parent?.isManageable) return null
      if (parent.version === 2) passOnMemory(parent)
      sweep(parent)
      const works = await holds(new MemoryGroups(parent, probeBytes))
      return works ? new MemoryGroups(parent, bytes) : null
    } catch {
      return null
    }
  }

  /** `name` must be a plain word. Throws if the system refuses. */
  create(name: string): MemoryGroup {
    const { version } = this.#parent
    const folder = path.join(this.#parent.folder, `${prefix}${process.pid}-${this.#made++}-${name}`)
    mkdirSync(folder)
    try {
      setLimit({ folder, version }, this.#bytes)
    } catch (error) {
      removed(folder)
      throw error
    }
    const counter = path.join(folder, version === 1 ? 'memory.oom_control' : 'memory.events')
    return {
      joined: (command) => [
        '/bin/sh',
        ...['-c', 'echo 0 > "$0/cgroup.procs" && exec "$@"', folder, ...command],
      ],
      kills() {
        try {
          return Number(/^oom_kill (\d+)$/m.exec(readFileSync(counter, 'utf8'))?.[1] ?? 0)
        } catch {
          return 0
        }
      },
      async remove() {
        for (let round = 0; round < removeRounds && !removed(folder); round++)
          await sleep(removeRoundMs)
      },
    }
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}

/** Removes empty groups of killed servers. */
function sweep({ folder }: Parent): void {
  for (const name of readdirSync(folder)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) removed(path.join(folder, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function holds(groups: MemoryGroups): Promise<boolean> {
  const group = groups.create('probe')
  try {
    // tail buffers its output in memory.
    const hog = `head -c ${3 * probeBytes} /dev/zero | tail -c ${2 * probeBytes} | wc -c`
    const [program, ...args] = group.joined(['/bin/sh', '-c', hog])
    await run(program, args, {
      timeout: probeTimeoutMs,
      cwd: '/',
      env: { PATH: process.env['PATH'] },
    })
    return group.kills() > 0
  } finally {
    await group.remove()
  }
}
