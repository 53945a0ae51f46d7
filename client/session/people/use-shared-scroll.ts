import { type RefObject, useEffect } from 'react'
import type { SessionLink } from '../../live/session-link.ts'
import { useSession } from '../session-context.tsx'

/** How often a place is told at most, in milliseconds. */
const tellEveryMs = 120

type Box = 'chat' | 'activity'

function hidden({ clientHeight }: HTMLElement) {
  return clientHeight === 0
}

function room(box: HTMLElement) {
  return box.scrollHeight - box.clientHeight
}

/** How far a box is scrolled, in thousandths: two who show each other their place must not drift. */
function fractionOf(box: HTMLElement) {
  return room(box) <= 0 ? 1 : Math.round((1_000 * box.scrollTop) / room(box)) / 1_000
}

function tellPlace(link: SessionLink, name: Box, box: HTMLElement) {
  let timer: ReturnType<typeof setTimeout> | null = null
  const tell = () => {
    timer = null
    if (hidden(box)) return
    const { scroll = {} } = link.presence.get() ?? {}
    link.setPresence({ scroll: { ...scroll, [name]: fractionOf(box) } })
  }
  const soon = () => {
    timer ??= setTimeout(tell, tellEveryMs)
  }
  box.addEventListener('scroll', soon, { passive: true })
  return () => {
    if (timer) clearTimeout(timer)
    box.removeEventListener('scroll', soon)
  }
}

/** Tells the others how far a box is scrolled, and scrolls it as the followed person's is. */
export function useSharedScroll(name: Box, ref: RefObject<HTMLElement | null>) {
  const { link } = useSession()
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const stopTelling = tellPlace(link, name, box)
    let shown: number | null = null
    const follow = () => {
      const fraction = link.follow.target.get()?.scroll[name] ?? null
      if (fraction === shown) return
      shown = fraction
      if (fraction !== null && !hidden(box)) box.scrollTop = fraction * room(box)
    }
    follow()
    const unsubscribe = link.follow.target.subscribe(follow)
    return () => {
      stopTelling()
      unsubscribe()
    }
  }, [link, name, ref])
}
