import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Within this many pixels of the end counts as at the end. */
const near = 32

function distance(box: HTMLElement) {
  return box.scrollHeight - box.scrollTop - box.clientHeight
}

/** Scrolls a box to its end while `content` grows, until the user scrolls up (`away`). */
export function useStickToEnd(
  box: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
) {
  const sticks = useRef(true)
  const [away, setAway] = useState(false)

  const toEnd = useCallback(() => {
    const element = box.current
    if (!element) return
    sticks.current = true
    setAway(false)
    element.scrollTop = element.scrollHeight
  }, [box])

  useLayoutEffect(toEnd, [toEnd])

  useEffect(() => {
    const element = box.current
    if (!element || !content.current) return
    let before = element.scrollTop
    const onScroll = () => {
      const atEnd = distance(element) <= near
      // A layout change scrolls too: only a move up leaves the end.
      if (atEnd) sticks.current = true
      else if (element.scrollTop < before) sticks.current = false
      before = element.scrollTop
      setAway(!sticks.current)
    }
    const follow = new ResizeObserver(() => {
      if (!sticks.current) return
      element.scrollTop = element.scrollHeight
      before = element.scrollTop
    })
    follow.observe(content.current)
    follow.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      follow.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [box, content])

  return { away, toEnd }
}
