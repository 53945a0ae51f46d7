/** Stops a sandbox's processes where they are, and lets them go on. They keep their memory. */
import { setTimeout as wait } from 'node:timers/promises'
import { isAtRest } from './at-rest.ts'
import { type Belonging, type Process, processesOf, signalTo } from '../guest/process-table.ts'

const maxRounds = 100
const roundMs = 5

function isStopped({ state }: Process): boolean {
  return state === 'T' || state === 't'
}

/** Processes that were stopped: which, and which had been before, by themselves. */
export interface Frozen {
  belonging: Belonging
  before: ReadonlySet<number>
}

/**
 * Freezes all that belong to a sandbox but the process `spared`. Resolves when none of them runs. Throws where
 * they can't be brought to stand, because they start new ones faster than these are found; then they go on.
 */
export async function freeze(belonging: Belonging, spared?: number): Promise<Frozen> {
  let frozen: Frozen | undefined
  for (let round = 0; round < maxRounds; round++) {
    const found = (await processesOf(belonging)).filter(({ pid }) => pid !== spared)
    frozen ??= { belonging, before: new Set(found.filter(isStopped).map(({ pid }) => pid)) }
    const going = found.filter((each) => !isStopped(each))
    // Where one is spared nothing confines them, and no more is promised.
    if (going.length === 0 && (spared !== undefined || (await isAtRest(found)))) return frozen
    // Parents first: a shell that saw its command stop would take it for suspended.
    for (const { pid } of going) signalTo(pid, 'SIGSTOP')
    // One that is in the middle of a system call stops a moment later.
    if (round > 0) await wait(roundMs)
  }
  if (frozen) await thaw(frozen)
  throw new Error('the processes of the sandbox could not be stopped')
}

/** Lets what was frozen go on. */
export async function thaw({ belonging, before }: Frozen): Promise<void> {
  const stopped = (await processesOf(belonging)).filter(isStopped)
  for (const { pid } of stopped.reverse()) if (!before.has(pid)) signalTo(pid, 'SIGCONT')
}
