import { createContext, useContext } from 'react'
import { type Action, may } from '../../shared/roles.ts'
import type { Me } from '../../shared/protocol/me.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import type { SessionLink } from '../live/session-link.ts'

export interface OpenSession {
  link: SessionLink
  view: SessionView
  me: Me
  /** Inserts at the composer's start and focuses it. */
  propose: (text: string) => void
  /** Appends to the composer and focuses it. */
  refer: (words: string) => void
}

const Context = createContext<OpenSession | null>(null)

export const SessionProvider = Context.Provider

export function useSession(): OpenSession {
  const session = useContext(Context)
  if (!session) throw new Error('useSession() works only on the session screen.')
  return session
}

export function useMay(action: Action): boolean {
  return may(useSession().view.standing, action)
}
