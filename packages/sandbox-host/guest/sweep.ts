/** Finds and kills what a sandbox has left behind, where no pid namespace does it (the plain launcher). */
import { processesOf, signalTo } from './process-table.ts'

const maxRounds = 20

/** Kills all that carry `mark` (NAME=value) or descend from one that does, until there are none: a fork in the middle doesn't escape. */
export async function sweep(mark: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const victims = await processesOf({ mark })
    if (victims.length === 0) return
    for (const { pid } of victims) signalTo(pid, 'SIGKILL')
  }
}
