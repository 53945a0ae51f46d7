import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  type AppToBridge,
  bridgeSource,
  bridgeVersion,
  BridgeToApp,
} from '../../../shared/protocol/bridge.ts'
import { isSmall, messageBudget } from './message-budget.ts'
import { freshPage, type PageState, pageAfter } from './preview-store.ts'

type Outgoing = AppToBridge extends infer Message
  ? Message extends AppToBridge
    ? Omit<Message, 'source' | 'version'>
    : never
  : never

export interface Page {
  state: PageState
  post: (message: Outgoing) => void
  /** Returns a function that unsubscribes. */
  listen: (listener: (message: BridgeToApp) => void) => () => void
}

/** A page that doesn't reply in time has no bridge. */
const replyMs = 1_500

/**
 * Accepts only messages from this frame, from the preview's origin and in the bridge's schema (rule 11). `origin` is null
 * while there is no page. Once `flooded`, the page must be removed until `forgive` is called.
 */
export function usePage(frame: RefObject<HTMLIFrameElement | null>, origin: string | null) {
  const [state, setState] = useState(freshPage)
  const [flooded, setFlooded] = useState(false)
  const listeners = useRef(new Set<(message: BridgeToApp) => void>())

  const post = useCallback(
    (message: Outgoing) => {
      if (!origin) return
      const whole = { source: bridgeSource, version: bridgeVersion, ...message }
      frame.current?.contentWindow?.postMessage(whole, origin)
    },
    [frame, origin],
  )

  useEffect(() => {
    if (!origin || flooded) return
    const budget = messageBudget()
    const onMessage = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== frame.current?.contentWindow) return
      const verdict = budget.take(performance.now())
      // At once: rendering would wait behind all the messages that have come.
      if (verdict === 'flood')
        flushSync(() => {
          setFlooded(true)
          setState(({ route }) => ({ ...freshPage, route }))
        })
      // The browser decodes a message when it is first read.
      if (verdict !== 'accept' || !isSmall(event.data)) return
      const message = BridgeToApp.safeParse(event.data)
      if (!message.success) return
      const now = Date.now()
      setState((before) => pageAfter(before, message.data, now))
      for (const listener of [...listeners.current]) listener(message.data)
    }
    window.addEventListener('message', onMessage)
    return () => window.removeEventListener('message', onMessage)
  }, [frame, origin, flooded])

  /** Call on the frame's load event. */
  const loaded = useCallback(() => {
    setState((before) => ({ ...freshPage, route: before.route, error: before.error }))
    post({ type: 'hello' })
  }, [post])

  /** Calls `silent` without a reply in time. Returns a cancel function. */
  const check = useCallback(
    (silent: () => void) => {
      const stop = () => {
        clearTimeout(timer)
        window.removeEventListener('message', onMessage)
      }
      const onMessage = (event: MessageEvent<unknown>) => {
        if (event.origin === origin && event.source === frame.current?.contentWindow) stop()
      }
      const timer = setTimeout(() => {
        stop()
        silent()
      }, replyMs)
      window.addEventListener('message', onMessage)
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

  const forgive = useCallback(() => setFlooded(false), [])

  return { page, loaded, check, dismissError, flooded, forgive }
}
