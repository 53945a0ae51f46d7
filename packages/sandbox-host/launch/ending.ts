import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { signalTo } from '../guest/process-table.ts'
import { childrenOf, processesBelow } from '../usage/usage.ts'

const roundMs = 50
const maxRounds = 100

export function isOver({
  exitCode,
  signalCode,
}: Pick<ChildProcess, 'exitCode' | 'signalCode'>): boolean {
  return exitCode !== null || signalCode !== null
}

export function ended(child: ChildProcess): Promise<void> {
  if (isOver(child)) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/**
 * Kills everything below bubblewrap's process, which ends after the sandbox's init, the last
 * process inside; killing it first would hide that. Gives up after 5 seconds.
 */
export async function endBelow(child: ChildProcess): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  const over = ended(child)
  for (let round = 0; round < maxRounds && !isOver(child); round++) {
    // Init's end kills the others, but they can starve it; later rounds kill all.
    const victims = round === 0 ? childrenOf(pid) : (await processesBelow(pid)).slice(1)
    if (victims.length === 0) return
    for (const victim of victims) signalTo(victim, 'SIGKILL')
    // A pause may have stopped bubblewrap too.
    child.kill('SIGCONT')
    await Promise.race([over, sleep(roundMs, undefined, { ref: false })])
  }
}
