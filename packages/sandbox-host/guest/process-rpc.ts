import type { StreamOut } from './connect-rpc.ts'
import {
  booleanOf,
  type Fields,
  fieldsOf,
  stringMapOf,
  stringOf,
  stringsOf,
  uintOf,
} from './decode.ts'
import type { Processes, Selector } from './processes.ts'
import type { Size } from './program.ts'
import { RpcError } from './rpc-error.ts'

/** The kernel keeps 16 bits for rows and columns each. */
const maxSize = 65_535

function selectorOf(request: Fields): Selector {
  const selector = fieldsOf(request, 'process') ?? {}
  const pid = uintOf(selector, 'pid')
  if (pid !== null) return { pid }
  const tag = stringOf(selector, 'tag')
  if (tag !== null) return { tag }
  throw new RpcError('invalid_argument', 'the request has neither a pid nor a tag')
}

function bytesOf(fields: Fields, key: string): Buffer {
  const text = stringOf(fields, key) ?? ''
  if (!/^[\w+/-]*={0,2}$/.test(text)) throw new RpcError('invalid_argument', `${key} is not base64`)
  return Buffer.from(text, 'base64')
}

async function list(processes: Processes) {
  return {
    processes: processes.running().map(({ pid, options: { config, tag } }) => ({
      config: { ...config },
      pid,
      ...(tag === null ? {} : { tag }),
    })),
  }
}

async function sendInput(processes: Processes, request: Fields) {
  const input = fieldsOf(request, 'input') ?? {}
  const { program } = processes.findRunning(selectorOf(request))
  const isTyped = input['pty'] !== undefined
  if (isTyped !== program.isTerminal)
    throw new RpcError(
      'failed_precondition',
      isTyped ? 'the command has no terminal' : 'the command has a terminal: send input to that',
    )
  await program.write(bytesOf(input, isTyped ? 'pty' : 'stdin'))
  return {}
}

// proto3 JSON allows enum names and numbers.
const signals: ReadonlyMap<unknown, NodeJS.Signals> = new Map<unknown, NodeJS.Signals>([
  ['SIGNAL_SIGKILL', 'SIGKILL'],
  ['SIGNAL_SIGTERM', 'SIGTERM'],
  [9, 'SIGKILL'],
  [15, 'SIGTERM'],
])

async function sendSignal(processes: Processes, request: Fields) {
  const signal = signals.get(request['signal'])
  if (!signal) throw new RpcError('invalid_argument', 'the signal is neither SIGKILL nor SIGTERM')
  processes.findRunning(selectorOf(request)).program.signal(signal)
  return {}
}

async function closeStdin(processes: Processes, request: Fields) {
  processes.findRunning(selectorOf(request)).program.closeInput()
  return {}
}

function sizeOf(request: Fields): Size | null {
  const terminal = fieldsOf(request, 'pty')
  if (!terminal) return null
  const size = fieldsOf(terminal, 'size') ?? {}
  const [cols, rows] = [uintOf(size, 'cols') ?? 0, uintOf(size, 'rows') ?? 0]
  if (cols < 1 || rows < 1 || cols > maxSize || rows > maxSize)
    throw new RpcError('invalid_argument', `a terminal has 1 to ${maxSize} columns and rows`)
  return { cols, rows }
}

async function update(processes: Processes, request: Fields) {
  const size = sizeOf(request)
  const { program } = processes.findRunning(selectorOf(request))
  if (size) program.resize(size)
  return {}
}

type Unary = (processes: Processes, request: Fields) => Promise<object>

export const processCalls: ReadonlyMap<string, Unary> = new Map(
  Object.entries({
    List: list,
    SendInput: sendInput,
    SendSignal: sendSignal,
    CloseStdin: closeStdin,
    Update: update,
  }),
)

/** The command runs on if the client disconnects. */
export async function start(processes: Processes, request: Fields, out: StreamOut): Promise<void> {
  const config = fieldsOf(request, 'process') ?? {}
  const cmd = stringOf(config, 'cmd')
  if (!cmd) throw new RpcError('invalid_argument', 'the command is missing')
  const running = await processes.start({
    config: {
      cmd,
      args: stringsOf(config, 'args'),
      envs: stringMapOf(config, 'envs'),
      cwd: stringOf(config, 'cwd'),
    },
    tag: stringOf(request, 'tag'),
    stdin: booleanOf(request, 'stdin') ?? true,
    terminal: sizeOf(request),
    timeoutMs: out.timeoutMs,
  })
  running.attach(out)
}

/** The timeout applies to this stream only. */
export async function connect(
  processes: Processes,
  request: Fields,
  out: StreamOut,
): Promise<void> {
  processes.find(selectorOf(request)).attach(out)
  endAfter(out, 'the connection to the command has reached its timeout')
}

/** Ends the stream with deadline_exceeded after the client's timeout. */
export function endAfter(out: StreamOut, message: string): void {
  if (out.timeoutMs === null) return
  const timer = setTimeout(
    () => out.end(new RpcError('deadline_exceeded', message)),
    Math.min(out.timeoutMs, 2 ** 31 - 1),
  )
  out.onClose(() => clearTimeout(timer))
}
