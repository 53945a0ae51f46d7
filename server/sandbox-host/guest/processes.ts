/** The commands that clients started, and who listens to them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import type { StreamOut } from './connect-rpc.ts'
import { Deadline } from './deadline.ts'
import type { Paths } from './paths.ts'
import { RpcError } from './rpc-error.ts'

/** How long the end of a command is kept for a client that connects late. */
const KEEP_EXIT_MS = 30_000

export interface ProcessConfig {
  cmd: string
  args: string[]
  envs: Record<string, string>
  cwd: string | undefined
}

export interface StartOptions {
  config: ProcessConfig
  tag: string | undefined
  stdin: boolean
  /** The command is killed after so many milliseconds, whether anybody still listens or not. */
  timeoutMs: number | undefined
}

type End = { exitCode: number; exited: boolean; status: string; error?: string }

function endOf(code: number | null, signal: NodeJS.Signals | null): End {
  if (code === 0) return { exitCode: 0, exited: true, status: 'exit status 0' }
  const status = code === null ? `signal: ${signal ?? 'unknown'}` : `exit status ${code}`
  return { exitCode: code ?? -1, exited: code !== null, status, error: status }
}

class RunningProcess {
  readonly pid: number
  readonly options: StartOptions
  private readonly child: ChildProcess
  private readonly listeners = new Set<StreamOut>()
  private readonly behind = new Set<StreamOut>()
  private readonly deadline: Deadline
  private timedOut = false
  private end: End | undefined

  constructor(child: ChildProcess, pid: number, options: StartOptions, onEnd: () => void) {
    this.child = child
    this.pid = pid
    this.options = options
    child.stdout?.on('data', (chunk: Buffer) => this.publish('stdout', chunk))
    child.stderr?.on('data', (chunk: Buffer) => this.publish('stderr', chunk))
    // A command that has closed its input makes writes fail; the writer is told by the callback.
    child.stdin?.on('error', () => undefined)
    child.on('close', (code, signal) => {
      this.finish(endOf(code, signal))
      onEnd()
    })
    this.deadline = new Deadline(options.timeoutMs, () => this.expire())
  }

  /** Holds the time limit while the sandbox is frozen. */
  hold(): void {
    this.deadline.hold()
  }

  /** Lets the time limit go on. */
  release(): void {
    if (this.isRunning) this.deadline.start()
  }

  get isRunning(): boolean {
    return this.end === undefined
  }

  /** Sends what comes from now on to `out`, beginning with the pid. */
  attach(out: StreamOut): void {
    out.send({ event: { start: { pid: this.pid } } })
    if (this.end) {
      this.conclude(out, this.end)
      return
    }
    this.listeners.add(out)
    out.onDrain(() => this.caughtUp(out))
    out.onClose(() => {
      this.listeners.delete(out)
      this.caughtUp(out)
    })
  }

  signal(signal: NodeJS.Signals): void {
    try {
      // The whole group, or what a shell has started would live on.
      process.kill(-this.pid, signal)
    } catch {
      this.child.kill(signal)
    }
  }

  async write(bytes: Buffer): Promise<void> {
    const stdin = this.openStdin()
    await new Promise<void>((resolve, reject) => {
      stdin.write(bytes, (error) =>
        error ? reject(new RpcError('failed_precondition', error.message)) : resolve(),
      )
    })
  }

  closeStdin(): void {
    this.openStdin().end()
  }

  private openStdin() {
    const stdin = this.child.stdin
    if (!stdin || stdin.writableEnded)
      throw new RpcError('failed_precondition', "the command's stdin is not open")
    return stdin
  }

  private publish(kind: 'stdout' | 'stderr', chunk: Buffer): void {
    const message = { event: { data: { [kind]: chunk.toString('base64') } } }
    for (const out of this.listeners) {
      if (!out.send(message)) this.behind.add(out)
    }
    // A slow reader slows the command down instead of filling the daemon's memory.
    if (this.behind.size > 0) {
      this.child.stdout?.pause()
      this.child.stderr?.pause()
    }
  }

  private caughtUp(out: StreamOut): void {
    this.behind.delete(out)
    if (this.behind.size > 0) return
    this.child.stdout?.resume()
    this.child.stderr?.resume()
  }

  private expire(): void {
    this.timedOut = true
    this.signal('SIGKILL')
    // The listeners need not wait for a grandchild that holds the pipes open.
    this.finish(endOf(null, 'SIGKILL'))
  }

  private finish(end: End): void {
    if (this.end) return
    this.deadline.hold()
    this.end = end
    for (const out of this.listeners) this.conclude(out, end)
    this.listeners.clear()
  }

  private conclude(out: StreamOut, end: End): void {
    if (this.timedOut) {
      out.end(new RpcError('deadline_exceeded', 'the command ran longer than it was allowed to'))
      return
    }
    out.send({ event: { end } })
    out.end()
  }
}

async function checkCwd(cwd: string, shown: string): Promise<void> {
  const found = await stat(cwd).catch(() => undefined)
  if (!found?.isDirectory())
    throw new RpcError('invalid_argument', `cwd '${shown}' is not a folder`)
}

function spawned(child: ChildProcess, cmd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new RpcError('invalid_argument', `${cmd} can't be started: ${error.message}`)),
    )
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

export type Selector = { pid: number } | { tag: string }

export class Processes {
  private readonly paths: Paths
  private readonly environment: Record<string, string>
  private readonly known = new Map<number, RunningProcess>()

  /** `environment` is what every command gets besides its own. */
  constructor(paths: Paths, environment: Record<string, string>) {
    this.paths = paths
    this.environment = environment
  }

  /** Starts a command. Throws invalid_argument where its folder or program isn't there. */
  async start(options: StartOptions): Promise<RunningProcess> {
    const { cmd, args, envs, cwd } = options.config
    const folder = cwd ? await this.paths.resolve(cwd) : this.paths.home
    await checkCwd(folder, cwd ?? '')
    const child = spawn(cmd, args, {
      cwd: folder,
      env: { ...this.environment, PWD: folder, ...envs },
      detached: true,
      stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    const pid = await spawned(child, cmd)
    const running = new RunningProcess(child, pid, options, () => this.forgetLater(pid, running))
    this.known.set(pid, running)
    return running
  }

  /** Finds a command, also one that has ended a moment ago. Throws not_found. */
  find(selector: Selector): RunningProcess {
    const found =
      'pid' in selector
        ? this.known.get(selector.pid)
        : [...this.known.values()].find((each) => each.options.tag === selector.tag)
    if (!found) throw new RpcError('not_found', `there is no process ${JSON.stringify(selector)}`)
    return found
  }

  /** Like `find`, but not_found for a command that has ended. */
  findRunning(selector: Selector): RunningProcess {
    const found = this.find(selector)
    if (!found.isRunning) throw new RpcError('not_found', 'the process has ended')
    return found
  }

  /** Holds the time limits of all commands: the sandbox is being frozen. */
  hold(): void {
    for (const each of this.known.values()) each.hold()
  }

  /** Lets the time limits go on. */
  release(): void {
    for (const each of this.known.values()) each.release()
  }

  running(): RunningProcess[] {
    return [...this.known.values()].filter((each) => each.isRunning)
  }

  private forgetLater(pid: number, ended: RunningProcess): void {
    const timer = setTimeout(() => {
      if (this.known.get(pid) === ended) this.known.delete(pid)
    }, KEEP_EXIT_MS)
    timer.unref()
  }
}
