import { type ChildProcess, spawn } from 'node:child_process'
import type { DaemonConfig } from '../guest/config.ts'
import type { HostUser } from '../lib/host-user.ts'
import { requirePipes } from '../lib/require-pipes.ts'

const readyTimeoutMs = 20_000
const keptOutput = 4_000

/**
 * Small semi-space: streamed data is garbage at once, but Node would collect it only after 64 MB.
 */
export const nodeOptions = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=1',
] as const

/**
 * Waits until the daemon is ready. Its stdin stays open: the end of stdin means that the host
 * ended. Throws, with stderr, if it ends or isn't ready in time.
 */
export async function startDaemon(
  command: readonly [string, ...string[]],
  config: DaemonConfig,
  options: { environment?: Record<string, string>; user?: HostUser | undefined; cwd: string },
): Promise<ChildProcess> {
  const [program, ...args] = command
  const started = spawn(program, args, {
    cwd: options.cwd,
    env: options.environment ?? {},
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C must reach only the server, which ends its sandboxes.
    detached: true,
    ...options.user,
  })
  const child = requirePipes(started)
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-keptOutput)
  })
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify(config)}\n`)
  try {
    await untilReady(child)
    return child
  } catch (error) {
    child.kill('SIGKILL')
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the sandbox did not start: ${[reason, output.trim()].join(' ').trim()}`)
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready after ${readyTimeoutMs / 1000} s`)),
      readyTimeoutMs,
    )
    child.once('error', reject)
    child.once('close', (code, signal) => reject(new Error(`it ended (${signal ?? code})`)))
    child.stdout?.once('data', () => {
      clearTimeout(timer)
      // Sandbox code writes later output; unread, it would fill the pipe.
      child.stdout?.resume()
      resolve()
    })
  })
}
