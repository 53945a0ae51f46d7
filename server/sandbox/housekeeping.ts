import type { Log } from './log.ts'
import type { Machines } from './machine.ts'
import type { SandboxRows } from './port.ts'

const lateness = 1 / 10
const shortestMs = 100
const longestMs = 60_000

interface Chores {
  rest: () => Promise<unknown>
  sweep: () => Promise<unknown>
  idleMs: number
  keepMs: number
  log: Log
}

function every(ms: number, chore: () => Promise<unknown>, log: Log) {
  let busy = false
  const work = async () => {
    if (busy) return
    busy = true
    await chore().catch((error: unknown) => log.warn({ err: error }, 'sandbox housekeeping failed'))
    busy = false
  }
  const pause = Math.min(longestMs, Math.max(shortestMs, ms * lateness))
  return setInterval(() => void work(), pause).unref()
}

export function keepHouse({ rest, sweep, idleMs, keepMs, log }: Chores): { stop(): void } {
  const timers = [every(idleMs, rest, log), every(keepMs, sweep, log)]
  return {
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

interface Deps {
  machines: Machines
  rows: SandboxRows
  log: Log
}

/**
 * Ends paused sandboxes of inactive sessions. Safe on several servers at once. The row is cleared
 * first, so that a concurrent use makes a new sandbox.
 */
export async function endUnused({ machines, rows, log }: Deps, keepMs: number): Promise<void> {
  for (const { sessionId, sandboxId } of await rows.unused(keepMs)) {
    if ((await machines.state(sandboxId)) === 'running') continue
    if (!(await rows.replaceSandboxId(sessionId, sandboxId, null))) continue
    await machines.destroy(sandboxId)
    log.info({ session: sessionId, sandbox: sandboxId }, 'a sandbox that slept long has ended')
  }
}
