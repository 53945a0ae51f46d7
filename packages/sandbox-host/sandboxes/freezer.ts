import { setTimeout as sleep } from 'node:timers/promises'
import { isAtRest } from './at-rest.ts'
import { type Belonging, type Process, processesOf, signalTo } from '../guest/process-table.ts'

const maxRounds = 100
const roundMs = 5

function isStopped({ state }: Process): boolean {
  return state === 'T' || state === 't'
}

/** `before`: pids that thaw() leaves stopped. */
export interface Frozen {
  belonging: Belonging
  before: ReadonlySet<number>
}

/**
 * Stops all processes except `spared`. If they spawn faster than they are found, continues them and
 * throws.
 */
export async function freeze(belonging: Belonging, spared?: number): Promise<Frozen> {
  let frozen: Frozen | null = null
  for (let round = 0; round < maxRounds; round++) {
    const found = (await processesOf(belonging)).filter(({ pid }) => pid !== spared)
    frozen ??= { belonging, before: new Set(found.filter(isStopped).map(({ pid }) => pid)) }
    const going = found.filter((each) => !isStopped(each))
    // Only unconfined sandboxes spare a process; they get no stronger guarantee.
    if (going.length === 0 && (spared !== undefined || (await isAtRest(found)))) return frozen
    // Parents first, or a shell takes its command for suspended.
    for (const { pid } of going) signalTo(pid, 'SIGSTOP')
    // A process inside a system call stops a little later.
    if (round > 0) await sleep(roundMs)
  }
  if (frozen) await thaw(frozen)
  throw new Error('the processes of the sandbox could not be stopped')
}

export async function thaw({ belonging, before }: Frozen): Promise<void> {
  const stopped = (await processesOf(belonging)).filter(isStopped)
  for (const { pid } of stopped.reverse()) if (!before.has(pid)) signalTo(pid, 'SIGCONT')
}
