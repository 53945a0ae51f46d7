import { AppError } from '../../shared/protocol/errors.ts'
import type { Clock } from '../lib/clock.ts'

/** Longer than the pause between two touches of an open preview (`server/gateway/watchers.ts`). */
const unusedMs = 30_000
const waitLimitMs = 120_000
const lookMs = 1_000

export interface Occupant {
  /** By the clock's `now`; null while it is in use. */
  usedAt(): number | null
  /** False if it is in use again. */
  makeWay(): Promise<boolean>
}

/** The running sandboxes of this server, at most `max`. */
export interface Places {
  /**
   * When all are taken, the longest unused sandbox goes to sleep. While all are in use, waits up to
   * two minutes, and calls `onWait` with a sentence. Throws `sandbox_failed`.
   */
  enter(occupant: Occupant, onWait: (message: string) => void): Promise<void>
  leave(occupant: Occupant): void
  taken(): number
}

export function createPlaces(max: number, clock: Clock): Places {
  const taken = new Set<Occupant>()

  const longestUnused = (): Occupant | null => {
    const now = clock.now()
    const unused = [...taken].flatMap((occupant) => {
      const at = occupant.usedAt()
      return at !== null && now - at >= unusedMs ? [{ occupant, at }] : []
    })
    return unused.sort((a, b) => a.at - b.at)[0]?.occupant ?? null
  }

  return {
    async enter(occupant, onWait) {
      const since = clock.now()
      while (taken.size >= max && !taken.has(occupant)) {
        if (await longestUnused()?.makeWay()) continue
        if (clock.now() - since >= waitLimitMs)
          throw new AppError(
            'sandbox_failed',
            `All ${max} sandboxes of this server are in use. Close sessions that you don’t need and try again, or ask whoever runs the server to raise MAX_SANDBOXES.`,
          )
        onWait(`Waiting: all ${max} sandboxes of this server are in use.`)
        await clock.sleep(lookMs)
      }
      taken.add(occupant)
    },
    leave: (occupant) => void taken.delete(occupant),
    taken: () => taken.size,
  }
}
