import { type ChildProcess, spawn } from 'node:child_process'
import type { DaemonConfig } from '../guest/config.ts'
import type { HostUser } from '../lib/host-user.ts'

const readyTimeoutMs = 20_000
const keptOutput = 4_000

/**
 * Node's options for the daemon: quiet about type stripping on the versions that still warn, and with garbage collected early:
 * what streams through is gone at once, and would else be kept until there are 64 MB of it.
 */
export const nodeOptions = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=1',
] as const

/**
 * Starts a daemon by `command`, hands it its configuration and waits until it says that it is
 * ready. Its stdin stays open: the daemon takes the end of it for the end of the host.
 * Throws, with what it wrote to stderr, where it ends or stays silent.
 */
export async function startDaemon(
  command: readonly [string, ...string[]],
  config: DaemonConfig,
  options: { environment?: Record<string, string>; user?: HostUser | undefined; cwd: string },
): Promise<ChildProcess> {
  const [program, ...args] = command
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.environment ?? {},
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C at the terminal is the server's to act upon, it ends its sandboxes in order.
    detached: true,
    ...options.user,
  })
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
      // Whatever else comes was written by code of the sandbox: nobody reads it, nothing fills up.
      child.stdout?.resume()
      resolve()
    })
  })
}
