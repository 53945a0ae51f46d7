/** The commands that clients have started. */
import { stat } from 'node:fs/promises'
import type { Paths } from './paths.ts'
import { startPiped, type StartOptions } from './program.ts'
import { RpcError } from './rpc-error.ts'
import { RunningProcess } from './running-process.ts'
import { startInTerminal } from './terminal.ts'

/** How long the end of a command is kept for a client that connects late. */
const keepExitMs = 30_000

async function checkCwd(cwd: string, shown: string): Promise<void> {
  const found = await stat(cwd).catch(() => undefined)
  if (!found?.isDirectory())
    throw new RpcError('invalid_argument', `cwd '${shown}' is not a folder`)
}

export type Selector = { pid: number } | { tag: string }

export class Processes {
  readonly #paths: Paths
  readonly #environment: Record<string, string>
  readonly #known = new Map<number, RunningProcess>()

  /** `environment`: for every command, besides its own variables. */
  constructor(paths: Paths, environment: Record<string, string>) {
    this.#paths = paths
    this.#environment = environment
  }

  /** Starts a command. Throws invalid_argument where its folder or program doesn't exist. */
  async start(options: StartOptions): Promise<RunningProcess> {
    const { cmd, args, envs, cwd } = options.config
    const folder = cwd ? await this.#paths.resolve(cwd) : this.#paths.home
    await checkCwd(folder, cwd ?? '')
    const env = { ...this.#environment, PWD: folder, ...envs }
    const launch = { cmd, args, cwd: folder, env }
    const program = options.terminal
      ? await startInTerminal(launch, options.terminal)
      : await startPiped(launch, options.stdin)
    const { pid } = program
    const running = new RunningProcess(program, options, () => this.#forgetLater(pid, running))
    this.#known.set(pid, running)
    return running
  }

  /** Finds a command, also one that has just ended. Throws not_found. */
  find(selector: Selector): RunningProcess {
    const found =
      'pid' in selector
        ? this.#known.get(selector.pid)
        : [...this.#known.values()].find((each) => each.options.tag === selector.tag)
    if (!found) throw new RpcError('not_found', `there is no process ${JSON.stringify(selector)}`)
    return found
  }

  /** Like `find`, but throws not_found for a command that has ended. */
  findRunning(selector: Selector): RunningProcess {
    const found = this.find(selector)
    if (!found.isRunning) throw new RpcError('not_found', 'the process has ended')
    return found
  }

  /** Holds the time limits of all commands while the sandbox is frozen. */
  hold(): void {
    for (const each of this.#known.values()) each.hold()
  }

  release(): void {
    for (const each of this.#known.values()) each.release()
  }

  running(): RunningProcess[] {
    return [...this.#known.values()].filter((each) => each.isRunning)
  }

  #forgetLater(pid: number, ended: RunningProcess): void {
    const timer = setTimeout(() => {
      if (this.#known.get(pid) === ended) this.#known.delete(pid)
    }, keepExitMs)
    timer.unref()
  }
}
