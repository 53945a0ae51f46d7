import { createContext, useContext } from 'react'
import { type Action, may } from '../../shared/roles.ts'
import type { Me } from '../../shared/protocol/me.ts'
import type { SessionView } from '../../shared/protocol/session-view.ts'
import type { SessionLink } from '../live/session-link.ts'

/** The session that the screen shows, with who looks at it. */
export interface OpenSession {
  link: SessionLink
  view: SessionView
  me: Me
  /** Puts words into the composer, before what is there, and goes to it. */
  propose: (text: string) => void
  /** Puts words into the composer, after what is there, and goes to it. */
  refer: (words: string) => void
}

const Context = createContext<OpenSession | null>(null)

export const SessionProvider = Context.Provider

/** The open session. Throws outside of a session's screen. */
export function useSession(): OpenSession {
  const session = useContext(Context)
  if (!session) throw new Error('This part stands only on a session’s screen.')
  return session
}

/** Whether this person may do something here. */
export function useMay(action: Action): boolean {
  return may(useSession().view.standing, action)
}
