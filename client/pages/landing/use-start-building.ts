import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { newId } from '../../../shared/new-id.ts'
import { trpc } from '../../api.ts'
import { preloadSession } from '../session-code.ts'

export type StartBuilding = {
  start(text: string): Promise<void>
  /** True until the session page opens. */
  busy: boolean
  error: unknown
}

/** Retries reuse these ids, so that a lost response can't cause a second session. */
type Request = { text: string; sessionId: string; messageId: string }

/** Signed-out users become guests first. */
export function useStartBuilding(onStarted: () => void): StartBuilding {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  const guest = trpc.auth.guest.useMutation()
  const create = trpc.sessions.create.useMutation()
  const request = useRef<Request | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const begin = async (text: string): Promise<string> => {
    if (request.current?.text !== text)
      request.current = { text, sessionId: newId(), messageId: newId() }
    const { sessionId, messageId } = request.current
    preloadSession()
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
      request.current = null
      onStarted()
      go(`/s/${id}`)
    } catch (reason) {
      setError(reason)
      setBusy(false)
    }
  }
  return { start, busy, error }
}
