import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { signalTo } from './process-table.ts'
import { RpcError } from './rpc-error.ts'

export interface End {
  exitCode: number
  exited: boolean
  status: string
  error?: string
}

export interface Launch {
  cmd: string
  args: string[]
  cwd: string
  env: Record<string, string>
}

export interface Size {
  cols: number
  rows: number
}

export interface ProcessConfig {
  cmd: string
  args: string[]
  envs: Record<string, string>
  cwd: string | null
}

export interface StartOptions {
  config: ProcessConfig
  tag: string | null
  stdin: boolean
  /** Null for a command with pipes. */
  terminal: Size | null
  /** Kills the command, even without a client. */
  timeoutMs: number | null
}

export interface Program {
  readonly pid: number
  readonly isTerminal: boolean
  readonly outputs: ReadonlyArray<{ kind: 'stdout' | 'stderr' | 'pty'; stream: Readable }>
  /** Resolves once it has ended and all output has been read. */
  readonly ended: Promise<End>
  signal(signal: NodeJS.Signals): void
  /** Throws failed_precondition if stdin is closed. */
  write(bytes: Buffer): Promise<void>
  closeInput(): void
  /** Throws failed_precondition without a terminal. */
  resize(size: Size): void
}

export function endOf(code: number | null, signal: string | null): End {
  if (code === 0) return { exitCode: 0, exited: true, status: 'exit status 0' }
  const status = code === null ? `signal: ${signal ?? 'unknown'}` : `exit status ${code}`
  return { exitCode: code ?? -1, exited: code !== null, status, error: status }
}

/** Signals the process group, so that a shell's children end too. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    signalTo(pid, signal)
  }
}

/** Resolves with the pid. Throws invalid_argument if the child can't start. */
export function spawned(child: ChildProcess, cmd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new RpcError('invalid_argument', `${cmd} can't be started: ${error.message}`)),
    )
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

/** Throws failed_precondition if the write fails. */
export function writeTo(stdin: ChildProcess['stdin'], bytes: Buffer | string): Promise<void> {
  if (!stdin || stdin.writableEnded)
    return Promise.reject(new RpcError('failed_precondition', "the command's stdin is not open"))
  return new Promise((resolve, reject) => {
    stdin.write(bytes, (error) =>
      error ? reject(new RpcError('failed_precondition', error.message)) : resolve(),
    )
  })
}

class PipedProgram implements Program {
  readonly isTerminal = false
  readonly pid: number
  readonly outputs: Program['outputs']
  readonly ended: Promise<End>
  readonly #child: ChildProcess

  constructor(child: ChildProcess, pid: number) {
    this.#child = child
    this.pid = pid
    this.outputs = [
      ...(child.stdout ? [{ kind: 'stdout' as const, stream: child.stdout }] : []),
      ...(child.stderr ? [{ kind: 'stderr' as const, stream: child.stderr }] : []),
    ]
    // A command may close stdin; write()'s callback reports it.
    child.stdin?.on('error', () => undefined)
    this.ended = new Promise((resolve) =>
      child.on('close', (code, signal) => resolve(endOf(code, signal))),
    )
  }

  signal(signal: NodeJS.Signals): void {
    signalGroup(this.pid, signal)
  }

  async write(bytes: Buffer): Promise<void> {
    await writeTo(this.#child.stdin, bytes)
  }

  closeInput(): void {
    const { stdin } = this.#child
    if (!stdin || stdin.writableEnded)
      throw new RpcError('failed_precondition', "the command's stdin is not open")
    stdin.end()
  }

  resize(): void {
    throw new RpcError('failed_precondition', 'the command has no terminal')
  }
}

/** Throws invalid_argument if it can't start. */
export async function startPiped(launch: Launch, hasInput: boolean): Promise<Program> {
  const child = spawn(launch.cmd, launch.args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  return new PipedProgram(child, await spawned(child, launch.cmd))
}
