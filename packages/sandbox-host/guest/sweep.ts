/** Kills a sandbox's leftover processes where no pid namespace does it (the plain launcher). */
import { processesOf, signalTo } from './process-table.ts'

const maxRounds = 20

/** Kills processes with `mark` (NAME=value) and their descendants until none is left, so that none escapes by a fork. */
export async function sweep(mark: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const victims = await processesOf({ mark })
    if (victims.length === 0) return
    for (const { pid } of victims) signalTo(pid, 'SIGKILL')
  }
}
