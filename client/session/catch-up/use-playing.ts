import { useReducedMotion } from '@mantine/hooks'
import { useEffect, useState } from 'react'

/** The whole story plays in half a minute. */
const storyMs = 30_000
/** Long enough to see, and not to wait. */
const momentMs = { least: 500, most: 4_000 }

/** Plays at once, except for people who want no motion. */
export function usePlaying(count: number) {
  const still = useReducedMotion(undefined, { getInitialValueInEffect: false })
  const [at, setAt] = useState(0)
  const [wanted, setWanted] = useState(!still)
  const atEnd = at >= count - 1
  const playing = wanted && !atEnd
  useEffect(() => {
    if (!playing) return
    const ms = Math.min(momentMs.most, Math.max(momentMs.least, storyMs / count))
    const timer = setTimeout(() => setAt(at + 1), ms)
    return () => clearTimeout(timer)
  }, [playing, at, count])
  return {
    at,
    playing,
    goTo: (next: number) => {
      setWanted(false)
      setAt(Math.min(count - 1, Math.max(0, next)))
    },
    toggle: () => {
      if (atEnd) setAt(0)
      setWanted(!playing)
    },
  }
}
