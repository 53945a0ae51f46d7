import { systemClock } from '../lib/clock.ts'

export type Resolve = (previewId: string) => Promise<{ sessionId: string } | null>

/** A page sends a hundred requests at once; only the first queries the database. */
const knownForMs = 5_000
const knownAtMost = 2_000

/** Misses are not cached. */
export function createResolver(resolve: Resolve) {
  const known = new Map<string, { at: number; found: ReturnType<Resolve> }>()
  /** A query started before a `forget` may return a stale result. */
  let changes = 0

  const look = (previewId: string): ReturnType<Resolve> => {
    const entry = known.get(previewId)
    if (entry && systemClock.now() - entry.at < knownForMs) return entry.found
    if (known.size >= knownAtMost) known.clear()
    const found = resolve(previewId)
    const made = { at: systemClock.now(), found }
    known.set(previewId, made)
    const drop = () => {
      if (known.get(previewId) === made) known.delete(previewId)
    }
    found.then((session) => session ?? drop(), drop)
    return found
  }

  return {
    async resolve(previewId: string): ReturnType<Resolve> {
      for (;;) {
        const before = changes
        const found = await look(previewId)
        if (before === changes) return found
      }
    },
    forget(): void {
      changes += 1
      known.clear()
    },
  }
}
