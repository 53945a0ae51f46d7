import type { Process } from '../guest/process-table.ts'
import { namesIn, textOf, Turns } from '../guest/proc.ts'
import { childrenIn } from '../usage/usage.ts'

const looks = 3

function hasEnded(pid: number): boolean {
  const status = textOf(`/proc/${pid}/status`)
  return /^State:\s+[ZX]/m.test(status) && /^Threads:\s+[01]$/m.test(status)
}

/**
 * Returns all threads' context-switch counts, or null if one runs or has a child outside `stopped`.
 * `stopped` lists parents before children. Children are checked first, because a running process
 * can only hand over to a sibling or, at its parent's end, further up: this pass still finds it.
 */
async function look(stopped: readonly Process[]): Promise<string | null> {
  const turns = new Turns()
  const known = new Set(stopped.map(({ pid }) => pid))
  const counts: string[] = []
  for (const { pid } of [...stopped].reverse())
    for (const thread of namesIn(`/proc/${pid}/task`)) {
      const task = `/proc/${pid}/task/${thread}`
      const status = textOf(`${task}/status`)
      if (!/^State:\s+[TtZX]/m.test(status)) return null
      counts.push(thread, ...(status.match(/^(non)?voluntary_ctxt_switches:.*$/gm) ?? []))
      // A vanished child has just handed over to another process.
      if (!childrenIn(task).every((child) => known.has(child) || hasEnded(child))) return null
      await turns.take()
    }
  return counts.join()
}

/**
 * True when no process runs, not even one too short-lived to be listed: equal counts in several
 * passes prove it. Always true outside of Linux.
 */
export async function isAtRest(stopped: readonly Process[]): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const first = await look(stopped)
  for (let count = 1; count < looks && first !== null; count++)
    if ((await look(stopped)) !== first) return false
  return first !== null
}
