/** A command that was started, with pipes or with a terminal. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { signalTo } from './process-table.ts'
import { RpcError } from './rpc-error.ts'

/** How a command ended, in the terms of the protocol. */
export interface End {
  exitCode: number
  exited: boolean
  status: string
  error?: string
}

/** What to start, in the terms of the machine. */
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
  /** Given for a command that gets a terminal. */
  terminal: Size | null
  /** The command is killed after so many milliseconds, even without a client. */
  timeoutMs: number | null
}

export interface Program {
  readonly pid: number
  /** A terminal has one output, and its input is typed. */
  readonly isTerminal: boolean
  /** Its outputs, by their names on the wire. */
  readonly outputs: ReadonlyArray<{ kind: 'stdout' | 'stderr' | 'pty'; stream: Readable }>
  /** Resolves when it has ended and all of its output has been read. */
  readonly ended: Promise<End>
  signal(signal: NodeJS.Signals): void
  /** Throws failed_precondition if its input is closed. */
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

/** Sends a signal to a command and its process group, so that a shell's children end too. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    signalTo(pid, signal)
  }
}

/** Resolves when a child has started. Throws invalid_argument where it can't start. */
export function spawned(child: ChildProcess, cmd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new RpcError('invalid_argument', `${cmd} can't be started: ${error.message}`)),
    )
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

/** Writes to a command's input. Throws failed_precondition where that fails. */
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
    // A command may close its input. The write's callback reports that.
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

/** Starts a command with pipes. Throws invalid_argument where it can't start. */
export async function startPiped(launch: Launch, hasInput: boolean): Promise<Program> {
  const child = spawn(launch.cmd, launch.args, {
    cwd: launch.cwd,
    env: launch.env,
    detached: true,
    stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  return new PipedProgram(child, await spawned(child, launch.cmd))
}
