import { useCallback, useEffect, useRef } from 'react'
import { useSession } from '../session-context.tsx'

const typingEndsMs = 3_000

export function useTyping() {
  const { link } = useSession()
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const stop = useCallback(() => {
    if (timer.current) clearTimeout(timer.current)
    timer.current = null
    link.setPresence({ typing: false })
  }, [link])
  useEffect(() => stop, [stop])
  const onType = useCallback(() => {
    if (timer.current) clearTimeout(timer.current)
    timer.current = setTimeout(stop, typingEndsMs)
    link.setPresence({ typing: true })
  }, [link, stop])
  return { onType, stop }
}
