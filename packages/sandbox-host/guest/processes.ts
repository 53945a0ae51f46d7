import { stat } from 'node:fs/promises'
import type { Paths } from './paths.ts'
import { startPiped, type StartOptions } from './program.ts'
import { RpcError } from './rpc-error.ts'
import { RunningProcess } from './running-process.ts'
import { startInTerminal } from './terminal.ts'

/** An ended command stays known for clients that connect late. */
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

  constructor(paths: Paths, environment: Record<string, string>) {
    this.#paths = paths
    this.#environment = environment
  }

  /** Throws invalid_argument if the folder or program doesn't exist. */
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

  /** Also finds commands that have just ended. Throws not_found. */
  find(selector: Selector): RunningProcess {
    const found =
      'pid' in selector
        ? this.#known.get(selector.pid)
        : [...this.#known.values()].find((each) => each.options.tag === selector.tag)
    if (!found) throw new RpcError('not_found', `there is no process ${JSON.stringify(selector)}`)
    return found
  }

  /** Throws not_found for ended commands. */
  findRunning(selector: Selector): RunningProcess {
    const found = this.find(selector)
    if (!found.isRunning) throw new RpcError('not_found', 'the process has ended')
    return found
  }

  /** Pauses time limits while the sandbox is frozen. */
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
