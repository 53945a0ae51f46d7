import { useEffect } from 'react'
import type { SessionLink } from '../../live/session-link.ts'

const activity = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const

export function useOwnPresence(link: SessionLink) {
  useEffect(() => {
    const { presence } = link
    const touch = () => presence.touch()
    const onVisibility = () => presence.setHidden(document.visibilityState === 'hidden')
    onVisibility()
    const options = { capture: true, passive: true }
    for (const sign of activity) window.addEventListener(sign, touch, options)
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      for (const sign of activity) window.removeEventListener(sign, touch, options)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [link])
}
