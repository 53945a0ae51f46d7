/** The plain launcher has no pid namespace that ends processes. */
import { processesOf, signalTo } from './process-table.ts'

const maxRounds = 20

/** Kills processes with `mark` (NAME=value) and descendants, in rounds because they may fork. */
export async function sweep(mark: string): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const victims = await processesOf({ mark })
    if (victims.length === 0) return
    for (const { pid } of victims) signalTo(pid, 'SIGKILL')
  }
}
