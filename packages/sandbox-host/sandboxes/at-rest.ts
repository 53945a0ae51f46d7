/** Whether processes that were stopped really stand still. Linux only; elsewhere it is taken for granted. */
import type { Process } from '../guest/process-table.ts'
import { childrenIn, namesIn, textOf, Turns } from '../usage/usage.ts'

const looks = 3

function hasEnded(pid: number): boolean {
  const status = textOf(`/proc/${pid}/status`)
  return /^State:\s+[ZX]/m.test(status) && /^Threads:\s+[01]$/m.test(status)
}

/**
 * How often the threads of `stopped`, parents before their children, have been given the processor; undefined where one of them
 * runs, or has started something that is not among them. Children are looked at before their parents: what runs hands itself
 * over to others below the same parent or, when a parent ends, further up. So it can't get by.
 */
async function look(stopped: readonly Process[]): Promise<string | undefined> {
  const turns = new Turns()
  const known = new Set(stopped.map(({ pid }) => pid))
  const counts: string[] = []
  for (const { pid } of [...stopped].reverse())
    for (const thread of namesIn(`/proc/${pid}/task`)) {
      const task = `/proc/${pid}/task/${thread}`
      const status = textOf(`${task}/status`)
      if (!/^State:\s+[TtZX]/m.test(status)) return undefined
      counts.push(thread, ...(status.match(/^(non)?voluntary_ctxt_switches:.*$/gm) ?? []))
      // One that can't be found any more has just handed over to another.
      if (!childrenIn(task).every((child) => known.has(child) || hasEnded(child))) return undefined
      await turns.take()
    }
  return counts.join()
}

/**
 * Whether nothing of a sandbox runs: neither the processes that were found stopped, nor others that are too short-lived to be
 * found by a list. The look in the middle proves it: in between none of the stopped was let go on for a moment.
 */
export async function isAtRest(stopped: readonly Process[]): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const first = await look(stopped)
  for (let count = 1; count < looks && first !== undefined; count++)
    if ((await look(stopped)) !== first) return false
  return first !== undefined
}
