import { useEffect } from 'react'
import type { SessionLink } from '../../live/session-link.ts'

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const

/** Tells the others whether somebody is at this tab: from what they do in it, and whether it can be seen. */
export function useOwnPresence(link: SessionLink) {
  useEffect(() => {
    const { presence } = link
    const touch = () => presence.touch()
    const look = () => presence.setHidden(document.visibilityState === 'hidden')
    look()
    const options = { capture: true, passive: true }
    for (const sign of signs) window.addEventListener(sign, touch, options)
    document.addEventListener('visibilitychange', look)
    return () => {
      for (const sign of signs) window.removeEventListener(sign, touch, options)
      document.removeEventListener('visibilitychange', look)
    }
  }, [link])
}
