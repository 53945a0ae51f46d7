/** Node can't open a pty, but Bun, present in every sandbox, can. Protocol: terminal-helper.ts. */
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { type Fields, numberOf, parseFields, stringOf } from './decode.ts'
import {
  type End,
  endOf,
  type Launch,
  type Program,
  type Size,
  signalGroup,
  spawned,
  writeTo,
} from './program.ts'
import { RpcError } from './rpc-error.ts'

const helper = path.join(import.meta.dirname, 'terminal-helper.js')

function onLines(child: ChildProcess, listener: (fields: Fields) => void): void {
  let text = ''
  const reports = child.stdio[3]
  if (!reports || !('on' in reports)) return
  reports.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString('utf8')).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) listener(parseFields(line))
  })
  reports.on('error', () => undefined)
}

class TerminalProgram implements Program {
  readonly isTerminal = true
  readonly pid: number
  readonly outputs: Program['outputs']
  readonly ended: Promise<End>
  readonly #child: ChildProcess

  constructor(child: ChildProcess, pid: number, ended: Promise<End>) {
    this.#child = child
    this.pid = pid
    this.ended = ended
    this.outputs = child.stdout ? [{ kind: 'pty', stream: child.stdout }] : []
  }

  signal(signal: NodeJS.Signals): void {
    signalGroup(this.pid, signal)
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#tell({ write: bytes.toString('base64') })
  }

  closeInput(): void {
    throw new RpcError(
      'failed_precondition',
      "a terminal's input can't be closed: send Ctrl-D (0x04) instead",
    )
  }

  resize({ cols, rows }: Size): void {
    this.#tell({ cols, rows }).catch(() => undefined)
  }

  async #tell(what: object): Promise<void> {
    await writeTo(this.#child.stdin, `${JSON.stringify(what)}\n`)
  }
}

/** Throws invalid_argument if it can't start. */
export async function startInTerminal(launch: Launch, size: Size): Promise<Program> {
  // Not in the sandbox's folders: Bun would load configuration and .env files there.
  const child = spawn('bun', ['--no-install', '--no-env-file', helper], {
    cwd: import.meta.dirname,
    env: launch.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  })
  child.stdin?.on('error', () => undefined)
  await spawned(child, 'the terminal')
  let exit: End | null = null
  const ended = new Promise<End>((resolve) =>
    child.on('close', () => resolve(exit ?? endOf(null, 'SIGKILL'))),
  )
  const started = new Promise<number>((resolve, reject) => {
    onLines(child, (fields) => {
      const pid = numberOf(fields, 'pid')
      const code = numberOf(fields, 'code')
      const signal = stringOf(fields, 'signal')
      const error = stringOf(fields, 'error')
      if (pid !== null) resolve(pid)
      if (code !== null || signal !== null) exit = endOf(code, signal)
      if (error !== null)
        reject(new RpcError('invalid_argument', `${launch.cmd} can't be started: ${error}`))
    })
    void ended.then(() => reject(new RpcError('internal', 'the terminal could not be opened')))
  })
  child.stdin?.write(`${JSON.stringify({ ...launch, ...size })}\n`)
  return new TerminalProgram(child, await started, ended)
}
