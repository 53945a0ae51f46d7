/** The end of processes. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { signalTo } from '../guest/process-table.ts'
import { childrenOf, processesBelow } from '../usage/usage.ts'

const roundMs = 50
/** 5 seconds in all. */
const maxRounds = 100

/** Whether a process has ended. */
export function isOver({
  exitCode,
  signalCode,
}: Pick<ChildProcess, 'exitCode' | 'signalCode'>): boolean {
  return exitCode !== null || signalCode !== null
}

/** Resolves when a process has ended. */
export function ended(child: ChildProcess): Promise<void> {
  if (isOver(child)) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/**
 * Kills all that is below bubblewrap's own process, which is outside of the sandbox: it ends when the first process inside has
 * ended, and that one ends last of all inside. Were it killed first, nobody could tell any more. Gives up after a while.
 */
export async function endBelow(child: ChildProcess): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  const over = ended(child)
  for (let round = 0; round < maxRounds && !isOver(child); round++) {
    // The first one takes the others with it as soon as it is given the processor, which these can keep from it.
    const victims = round === 0 ? childrenOf(pid) : (await processesBelow(pid)).slice(1)
    if (victims.length === 0) return
    for (const victim of victims) signalTo(victim, 'SIGKILL')
    // It may have been stopped with the others, by a pause.
    child.kill('SIGCONT')
    await Promise.race([over, wait(roundMs, undefined, { ref: false })])
  }
}
