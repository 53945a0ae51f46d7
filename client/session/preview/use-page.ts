import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  type AppToBridge,
  bridgeSource,
  bridgeVersion,
  BridgeToApp,
} from '../../../shared/protocol/bridge.ts'
import { messageBudget } from './message-budget.ts'
import { freshPage, type PageState, pageAfter } from './preview-store.ts'

type Ask = AppToBridge extends infer Message
  ? Message extends AppToBridge
    ? Omit<Message, 'source' | 'version'>
    : never
  : never

/** The page in the frame: what is known of it, and how to talk with it. */
export interface Page {
  state: PageState
  post: (message: Ask) => void
  /** Calls `listener` with each message that the page sends; answers how to stop that. */
  listen: (listener: (message: BridgeToApp) => void) => () => void
}

/** How long a page may take to answer before it counts as one without a bridge, in milliseconds. */
const answerMs = 1_500

/**
 * Talks with the page in the frame. Only what comes from this frame, from the preview's origin and in the bridge's shape is
 * heard (rule 11). `origin` is null while there is no page.
 */
export function usePage(frame: RefObject<HTMLIFrameElement | null>, origin: string | null) {
  const [state, setState] = useState(freshPage)
  const listeners = useRef(new Set<(message: BridgeToApp) => void>())

  const post = useCallback(
    (message: Ask) => {
      if (!origin) return
      const whole = { source: bridgeSource, version: bridgeVersion, ...message }
      frame.current?.contentWindow?.postMessage(whole, origin)
    },
    [frame, origin],
  )

  useEffect(() => {
    if (!origin) return
    const budget = messageBudget()
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return
      if (!budget.take(performance.now())) return
      const message = BridgeToApp.safeParse(event.data)
      if (!message.success) return
      const now = Date.now()
      setState((before) => pageAfter(before, message.data, now))
      for (const listener of [...listeners.current]) listener(message.data)
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [frame, origin])

  /** The frame has loaded a document: whatever was known of the one before is gone. */
  const loaded = useCallback(() => {
    setState((before) => ({ ...freshPage, route: before.route, error: before.error }))
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

  const listen = useCallback((listener: (message: BridgeToApp) => void) => {
    listeners.current.add(listener)
    return () => void listeners.current.delete(listener)
  }, [])
  const page = useMemo<Page>(() => ({ state, post, listen }), [state, post, listen])
  const dismissError = useCallback(() => setState((before) => ({ ...before, error: null })), [])

  return { page, loaded, check, dismissError }
}
