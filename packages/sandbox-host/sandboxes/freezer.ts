/** Stops a sandbox's processes and lets them continue. They keep their memory. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isAtRest } from './at-rest.ts'
import { type Belonging, type Process, processesOf, signalTo } from '../guest/process-table.ts'

const maxRounds = 100
const roundMs = 5

function isStopped({ state }: Process): boolean {
  return state === 'T' || state === 't'
}

/** Stopped processes. `before`: those that had already stopped by themselves. */
export interface Frozen {
  belonging: Belonging
  before: ReadonlySet<number>
}

/**
 * Stops all processes of a sandbox except `spared`. Resolves when none of them runs. Throws, after letting them continue, where
 * they start new processes faster than these are found.
 */
export async function freeze(belonging: Belonging, spared?: number): Promise<Frozen> {
  let frozen: Frozen | null = null
  for (let round = 0; round < maxRounds; round++) {
    const found = (await processesOf(belonging)).filter(({ pid }) => pid !== spared)
    frozen ??= { belonging, before: new Set(found.filter(isStopped).map(({ pid }) => pid)) }
    const going = found.filter((each) => !isStopped(each))
    // A spared process means an unconfined sandbox, for which no more is promised.
    if (going.length === 0 && (spared !== undefined || (await isAtRest(found)))) return frozen
    // Parents first: a shell would take a stopped command for a suspended one.
    for (const { pid } of going) signalTo(pid, 'SIGSTOP')
    // A process in the middle of a system call stops a moment later.
    if (round > 0) await sleep(roundMs)
  }
  if (frozen) await thaw(frozen)
  throw new Error('the processes of the sandbox could not be stopped')
}

export async function thaw({ belonging, before }: Frozen): Promise<void> {
  const stopped = (await processesOf(belonging)).filter(isStopped)
  for (const { pid } of stopped.reverse()) if (!before.has(pid)) signalTo(pid, 'SIGCONT')
}
