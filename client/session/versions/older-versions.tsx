import { Button, Loader } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { versionsWords } from '../../words/versions.ts'
import type { useVersions } from './use-versions.ts'
import classes from './older-versions.module.css'

/** Distance from the edge, in pixels, at which the next page is requested. */
const margin = 600

/** Loads the next page once it comes near. Stands within an element with `data-scrolls`. */
export function OlderVersions({ list }: { list: ReturnType<typeof useVersions> }) {
  const mark = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  const waits = hasNextPage && !isFetchingNextPage && !isFetchNextPageError
  useEffect(() => {
    const element = mark.current
    if (!element || !waits) return
    const seen = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage()
      },
      { root: element.closest('[data-scrolls]'), rootMargin: `${margin}px` },
    )
    seen.observe(element)
    return () => seen.disconnect()
  }, [waits, fetchNextPage])
  if (!hasNextPage) return null
  return (
    <div className={classes.older} ref={mark}>
      {isFetchNextPageError ? (
        <>
          {versionsWords.olderFailed}
          <Button size="compact-sm" variant="default" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </>
      ) : (
        <>
          <Loader size={14} color="gray" aria-hidden />
          Loading older versions…
        </>
      )}
    </div>
  )
}
