import { type RefObject, useEffect } from 'react'
import type { SessionLink } from '../../live/session-link.ts'
import { useSession } from '../session-context.tsx'

const shareEveryMs = 120

type Box = 'chat' | 'activity'

function hidden({ clientHeight }: HTMLElement) {
  return clientHeight === 0
}

function scrollRange(box: HTMLElement) {
  return box.scrollHeight - box.clientHeight
}

/** Rounded, so that two people who follow each other don't drift. */
function fractionOf(box: HTMLElement) {
  return scrollRange(box) <= 0 ? 1 : Math.round((1_000 * box.scrollTop) / scrollRange(box)) / 1_000
}

function sharePosition(link: SessionLink, name: Box, box: HTMLElement) {
  let timer: ReturnType<typeof setTimeout> | null = null
  const share = () => {
    timer = null
    if (hidden(box)) return
    const { scroll = {} } = link.presence.get() ?? {}
    link.setPresence({ scroll: { ...scroll, [name]: fractionOf(box) } })
  }
  const soon = () => {
    timer ??= setTimeout(share, shareEveryMs)
  }
  box.addEventListener('scroll', soon, { passive: true })
  return () => {
    if (timer) clearTimeout(timer)
    box.removeEventListener('scroll', soon)
  }
}

export function useSharedScroll(name: Box, ref: RefObject<HTMLElement | null>) {
  const { link } = useSession()
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const stopSharing = sharePosition(link, name, box)
    let shown: number | null = null
    const follow = () => {
      const fraction = link.follow.target.get()?.scroll[name] ?? null
      if (fraction === shown) return
      shown = fraction
      if (fraction !== null && !hidden(box)) box.scrollTop = fraction * scrollRange(box)
    }
    follow()
    const unsubscribe = link.follow.target.subscribe(follow)
    return () => {
      stopSharing()
      unsubscribe()
    }
  }, [link, name, ref])
}
