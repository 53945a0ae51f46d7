import { useEffect } from 'react'
import type { SessionLink } from '../live/session-link.ts'
import { useSelected } from '../live/store.ts'

/** Counts as a visit while the tab is on the screen and the record is there. */
export function useVisit({ visits, record }: SessionLink) {
  const ready = useSelected(record, ({ meta }) => meta !== null)
  useEffect(() => {
    if (!ready) return
    const onVisibility = () => {
      if (document.visibilityState === 'hidden') visits.hidden()
      else visits.shown()
    }
    onVisibility()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      visits.hidden()
    }
  }, [visits, ready])
}
