import { Button, Loader } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { PagedList } from '../../live/paged-list.ts'
import { useStore } from '../../live/store.ts'
import { errorText } from '../../ui/error-text.ts'
import classes from './older.module.css'

/** Distance from the edge, in pixels, at which the next page is requested. */
const margin = 400

export function Older<T>({ list, what }: { list: PagedList<T>; what: string }) {
  const { more, loading, failure } = useStore(list.state)
  const mark = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = mark.current
    if (!element || !more || loading || failure) return
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void list.loadOlder()
      },
      { root: element.parentElement?.closest('[data-scrolls]') ?? null, rootMargin: `${margin}px` },
    )
    seen.observe(element)
    return () => seen.disconnect()
  }, [list, more, loading, failure])
  if (!more && !failure) return null
  return (
    <div className={classes.older} ref={mark}>
      {failure ? (
        <>
          <span>{errorText(failure.cause).message}</span>
          <Button size="compact-sm" variant="default" onClick={() => void list.loadOlder()}>
            Load older {what}
          </Button>
        </>
      ) : (
        <>
          <Loader size={14} color="gray" aria-hidden />
          <span>Loading older {what}…</span>
        </>
      )}
    </div>
  )
}
