import { systemClock } from '../lib/clock.ts'

/** Finds the session of a preview's id. */
export type Resolve = (previewId: string) => Promise<{ sessionId: string } | null>

/** A page makes a hundred requests at once: the session behind its name is looked up for the first only. */
const knownForMs = 5_000
const knownAtMost = 2_000

/** Remembers what `resolve` has found for a few seconds; what it hasn't found is asked again. */
export function createResolver(resolve: Resolve) {
  const known = new Map<string, { at: number; found: ReturnType<Resolve> }>()
  /** Counts what was forgotten: an answer that was asked for before that may be an old one. */
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
    /** What was known of any preview is asked again from now on. */
    forget(): void {
      changes += 1
      known.clear()
    },
  }
}
