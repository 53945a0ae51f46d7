import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Keeps the scroll position when entries are inserted before `first`. The browser's scroll anchoring does nothing at the
 * very top.
 */
export function useKeepPlace(box: RefObject<HTMLElement | null>, first: string | undefined) {
  const before = useRef<{ first: string | undefined; height: number; top: number } | null>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const known = before.current
    if (
      known &&
      known.first !== first &&
      known.first !== undefined &&
      element.scrollTop === known.top
    )
      element.scrollTop = known.top + element.scrollHeight - known.height
    const remember = () => {
      before.current = { first, height: element.scrollHeight, top: element.scrollTop }
    }
    remember()
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  }, [box, first])
}
