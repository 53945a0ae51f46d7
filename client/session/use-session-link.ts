import { useEffect, useState } from 'react'
import { docRules, may } from '../../shared/roles.ts'
import type { Me } from '../../shared/protocol/me.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import { browserStorage } from '../browser-storage.ts'
import { connectSession, type SessionLink } from '../live/session-link.ts'
import { useSessionCalls } from './session-calls.ts'

function wsUrl() {
  return `${location.origin.replace(/^http/, 'ws')}/yjs`
}

/** Null until mounted. Reconnects at once when the network is back or the tab becomes visible. */
export function useSessionLink(view: SessionView, me: Me): SessionLink | null {
  const calls = useSessionCalls(view.id)
  const [link, setLink] = useState<SessionLink | null>(null)
  const { id: sessionId } = view
  const { id, name, color } = me
  const mayDraft = may(view.standing, docRules.draft.join)
  useEffect(() => {
    const connected = connectSession({
      sessionId,
      me: { id, name, color },
      wsUrl: wsUrl(),
      calls,
      keep: browserStorage(),
    })
    const retry = () => {
      if (document.visibilityState === 'visible') connected.retryNow()
    }
    const onNetwork = () => {
      connected.outbox.online()
      retry()
    }
    const onStorage = ({ key, newValue }: StorageEvent) =>
      connected.privateDraft.heard(key, newValue)
    window.addEventListener('storage', onStorage)
    window.addEventListener('online', onNetwork)
    document.addEventListener('visibilitychange', retry)
    setLink(connected)
    return () => {
      window.removeEventListener('storage', onStorage)
      window.removeEventListener('online', onNetwork)
      document.removeEventListener('visibilitychange', retry)
      connected.destroy()
    }
  }, [sessionId, id, name, color, calls, mayDraft])
  return link
}
