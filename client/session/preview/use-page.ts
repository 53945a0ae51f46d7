import { type RefObject, useCallback, useEffect, useState } from 'react'
import {
  type AppToBridge,
  BRIDGE_SOURCE,
  BRIDGE_VERSION,
  BridgeToApp,
} from '../../../shared/bridge.ts'
import { freshPage, pageAfter } from './preview-store.ts'

type Ask = AppToBridge extends infer Message
  ? Message extends AppToBridge
    ? Omit<Message, 'source' | 'version'>
    : never
  : never

/** How long a page may take to answer before it counts as one without a bridge, in milliseconds. */
const answerMs = 1_500

/**
 * Talks with the page in the frame. Only what comes from this frame, from the preview's origin and in the bridge's shape is
 * heard (rule 11). `origin` is null while there is no page.
 */
export const usePage = (frame: RefObject<HTMLIFrameElement | null>, origin: string | null) => {
  const [page, setPage] = useState(freshPage)

  const post = useCallback(
    (message: Ask) => {
      if (!origin) return
      const whole = { source: BRIDGE_SOURCE, version: BRIDGE_VERSION, ...message }
      frame.current?.contentWindow?.postMessage(whole, origin)
    },
    [frame, origin],
  )

  useEffect(() => {
    if (!origin) return
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return
      const message = BridgeToApp.safeParse(event.data)
      if (message.success) {
        const now = Date.now()
        setPage((before) => pageAfter(before, message.data, now))
      }
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [frame, origin])

  /** The frame has loaded a document: whatever was known of the one before is gone. */
  const loaded = useCallback(() => {
    setPage((before) => ({ ...freshPage, route: before.route, error: before.error }))
    post({ type: 'hello' })
  }, [post])

  /** Calls `silent` where the page doesn't answer soon. Answers how to stop waiting. */
  const check = useCallback(
    (silent: () => void) => {
      const stop = () => {
        clearTimeout(timer)
        window.removeEventListener('message', hear)
      }
      const hear = (event: MessageEvent<unknown>) => {
        if (event.origin === origin && event.source === frame.current?.contentWindow) stop()
      }
      const timer = setTimeout(() => {
        stop()
        silent()
      }, answerMs)
      window.addEventListener('message', hear)
      post({ type: 'hello' })
      return stop
    },
    [frame, origin, post],
  )

  const dismissError = useCallback(() => setPage((before) => ({ ...before, error: null })), [])

  return { page, post, loaded, check, dismissError }
}
