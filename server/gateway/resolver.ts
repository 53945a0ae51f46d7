/** Finds the session of a preview's id. */
export type Resolve = (previewId: string) => Promise<{ sessionId: string } | null>

/** A page makes a hundred requests at once: the session behind its name is looked up for the first only. */
const KNOWN_FOR_MS = 5_000
const KNOWN_AT_MOST = 2_000

/** Remembers what `resolve` has found for a few seconds; what it hasn't found is asked again. */
export const createResolver = (resolve: Resolve) => {
  const known = new Map<string, { at: number; found: ReturnType<Resolve> }>()
  return {
    resolve(previewId: string): ReturnType<Resolve> {
      const entry = known.get(previewId)
      if (entry && Date.now() - entry.at < KNOWN_FOR_MS) return entry.found
      if (known.size >= KNOWN_AT_MOST) known.clear()
      const found = resolve(previewId)
      known.set(previewId, { at: Date.now(), found })
      found.then(
        (session) => session ?? known.delete(previewId),
        () => known.delete(previewId),
      )
      return found
    },
    forget(sessionId: string): void {
      for (const [previewId, { found }] of known)
        void found.then(
          (session) => session?.sessionId === sessionId && known.delete(previewId),
          () => undefined,
        )
    },
  }
}
