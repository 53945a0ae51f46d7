import { emptyBin, type RemoveDeps } from '../sessions/empty-bin.ts'
import { collectFiles } from '../versions/collect.ts'
import { removeDeadLinks } from './remove-dead-links.ts'
import { removeGuests } from './remove-guests.ts'

export interface SweepDeps extends RemoveDeps {
  deleteExpired(): Promise<void>
  log: { error(details: object, message: string): void }
}

/**
 * Removes what has reached its end. Each part may run on several nodes at once and be killed at any
 * moment: what is left is found again. A part that fails leaves the others.
 */
export async function sweep(deps: SweepDeps): Promise<void> {
  const parts: Record<string, () => Promise<unknown>> = {
    'expired sign-ins': () => deps.deleteExpired(),
    'dead links': () => removeDeadLinks(deps),
    'unused guests': () => removeGuests(deps),
    'deleted sessions': () => emptyBin(deps),
    // last: the others leave files behind
    'unused files': () => collectFiles(deps),
  }
  for (const [what, remove] of Object.entries(parts)) {
    try {
      await remove()
    } catch (error) {
      if (deps.signal?.aborted) return
      deps.log.error({ err: error, what }, 'the sweep failed')
    }
  }
}
