import { useEffect, useState } from 'react'
import { docRules, may } from '../../shared/roles.ts'
import type { Me } from '../../shared/protocol/me.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import { connectSession, type SessionLink } from '../live/session-link.ts'
import { useSessionCalls } from './session-calls.ts'

function wsUrl() {
  return `${location.origin.replace(/^http/, 'ws')}/yjs`
}

/** The browser's storage; null where it keeps nothing. */
function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/**
 * Joins the session for as long as the screen is there; null until then. Tries to reconnect at once when the network is back
 * or the tab is looked at again.
 */
export function useSessionLink(view: SessionView, me: Me): SessionLink | null {
  const calls = useSessionCalls(view.id)
  const [link, setLink] = useState<SessionLink | null>(null)
  const { id: sessionId } = view
  const { id, name, color } = me
  const mayDraft = may(view.standing, docRules.draft.join)
  useEffect(() => {
    const joined = connectSession({
      sessionId,
      me: { id, name, color },
      wsUrl: wsUrl(),
      calls,
      keep: storage(),
    })
    const retry = () => {
      if (document.visibilityState === 'visible') joined.retryNow()
    }
    const heard = ({ key, newValue }: StorageEvent) => joined.privateDraft.heard(key, newValue)
    window.addEventListener('storage', heard)
    window.addEventListener('online', retry)
    document.addEventListener('visibilitychange', retry)
    setLink(joined)
    return () => {
      window.removeEventListener('storage', heard)
      window.removeEventListener('online', retry)
      document.removeEventListener('visibilitychange', retry)
      joined.destroy()
    }
    // Who may join the draft only now, or no longer, joins anew.
  }, [sessionId, id, name, color, calls, mayDraft])
  return link
}
