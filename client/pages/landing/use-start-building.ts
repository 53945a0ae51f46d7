import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { newId } from '../../../shared/new-id.ts'
import { trpc } from '../../api.ts'
import { pageCode } from '../pages.tsx'

export type StartBuilding = {
  start(text: string): Promise<void>
  /** True from the click until the session's page is there. */
  busy: boolean
  /** Why it could not be started; null while it can. */
  error: unknown
}

/** Ids made once for a wish: a repeat after a lost answer must not make a second session. */
type Wish = { text: string; sessionId: string; messageId: string }

/** Begins a session with its first message, for a stranger as a guest, and goes to it. `onStarted` is called before leaving. */
export function useStartBuilding(onStarted: () => void): StartBuilding {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  const guest = trpc.auth.guest.useMutation()
  const create = trpc.sessions.create.useMutation()
  const wish = useRef<Wish | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const begin = async (text: string): Promise<string> => {
    if (wish.current?.text !== text) wish.current = { text, sessionId: newId(), messageId: newId() }
    const { sessionId, messageId } = wish.current
    // The session's code comes while the server works.
    pageCode.session().catch(() => undefined)
    const me = utils.auth.me.getData() ?? (await utils.auth.me.fetch(undefined, { staleTime: 0 }))
    if (!me) utils.auth.me.setData(undefined, await guest.mutateAsync())
    const { id } = await create.mutateAsync({ id: sessionId, first: { messageId, text } })
    await utils.sessions.list.invalidate()
    return id
  }

  const start = async (text: string) => {
    if (busy || !text.trim()) return
    setBusy(true)
    setError(null)
    try {
      const id = await begin(text.trim())
      wish.current = null
      onStarted()
      go(`/s/${id}`)
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }
  return { start, busy, error }
}
