/** Checks that stopped processes stand still. Linux only; elsewhere it returns true. */
import type { Process } from '../guest/process-table.ts'
import { childrenIn, namesIn, textOf, Turns } from '../usage/usage.ts'

const looks = 3

function hasEnded(pid: number): boolean {
  const status = textOf(`/proc/${pid}/status`)
  return /^State:\s+[ZX]/m.test(status) && /^Threads:\s+[01]$/m.test(status)
}

/**
 * Counts how often the threads of `stopped` (parents before children) were given the processor. Returns null where one of them
 * runs, or has a child that is not among them. Children are checked before their parents: a running process can only hand over
 * to a sibling or, when its parent ends, to a process further up, so it is seen later in the same pass.
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
      // A process whose child has vanished has just handed over to another one.
      if (!childrenIn(task).every((child) => known.has(child) || hasEnded(child))) return null
      await turns.take()
    }
  return counts.join()
}

/**
 * True when no process of a sandbox runs, neither one of `stopped` nor one too short-lived to be listed. Equal counts in several
 * passes prove it: none of the stopped processes ran in between.
 */
export async function isAtRest(stopped: readonly Process[]): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const first = await look(stopped)
  for (let count = 1; count < looks && first !== null; count++)
    if ((await look(stopped)) !== first) return false
  return first !== null
}
