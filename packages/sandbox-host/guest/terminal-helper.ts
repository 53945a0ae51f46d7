/**
 * Bun script: runs one command in a terminal. stdin: JSON lines, first {cmd, args, cwd, env, cols,
 * rows}, then {write} (base64) or {cols, rows}. stdout: raw output. fd 3: {pid}, then {code} or
 * {signal}; or {error} if the command can't start.
 */
import { writeSync } from 'node:fs'
import { numberOf, parseFields, stringMapOf, stringOf, stringsOf } from './decode.ts'

interface Terminal {
  write(bytes: Uint8Array): number
  resize(cols: number, rows: number): void
}

interface Child {
  pid: number
  terminal: Terminal
  exited: Promise<number>
  signalCode: string | null
}

declare const Bun: {
  spawn(
    command: string[],
    options: {
      cwd: string
      env: Record<string, string>
      terminal: {
        cols: number
        rows: number
        name: string
        data(terminal: Terminal, bytes: Uint8Array): void
        exit(): void
      }
    },
  ): Child
}

const reports = 3
/** Wait for the last output if a background process keeps the terminal open. */
const lastWordsMs = 250
const retryMs = 2

/** Blocks, so that the command waits for a slow reader. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs)
    }
  }
}

function report(what: object): void {
  writeAll(reports, Buffer.from(`${JSON.stringify(what)}\n`))
}

async function run(line: string): Promise<Child> {
  const fields = parseFields(line)
  const env = stringMapOf(fields, 'env')
  let close = () => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const child = Bun.spawn([stringOf(fields, 'cmd') ?? '', ...stringsOf(fields, 'args')], {
    cwd: stringOf(fields, 'cwd') ?? '/',
    env,
    terminal: {
      cols: numberOf(fields, 'cols') ?? 80,
      rows: numberOf(fields, 'rows') ?? 24,
      name: env['TERM'] ?? 'xterm-256color',
      data: (_terminal, bytes) => writeAll(1, bytes),
      exit: () => close(),
    },
  })
  report({ pid: child.pid })
  void child.exited.then(async (code) => {
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, lastWordsMs))])
    report(child.signalCode === null ? { code } : { signal: child.signalCode })
    process.exit(0)
  })
  return child
}

let child: Child | null = null
let text = ''

async function take(line: string): Promise<void> {
  if (!child) {
    child = await run(line)
    return
  }
  const fields = parseFields(line)
  const typed = stringOf(fields, 'write')
  if (typed !== null) child.terminal.write(Buffer.from(typed, 'base64'))
  const [cols, rows] = [numberOf(fields, 'cols'), numberOf(fields, 'rows')]
  if (cols && rows) child.terminal.resize(cols, rows)
}

for await (const chunk of process.stdin) {
  const lines = (text + Buffer.from(chunk).toString('utf8')).split('\n')
  text = lines.pop() ?? ''
  for (const line of lines)
    try {
      await take(line)
    } catch (error) {
      if (child) continue
      report({ error: error instanceof Error ? error.message : String(error) })
      process.exit(1)
    }
}
// The daemon has ended.
process.exit(0)
