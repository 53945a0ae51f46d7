import { useEffect, useState } from 'react'
import type { SessionView } from '../../shared/views.ts'
import { isApiError, trpc } from '../api.ts'

const againMs = 5_000

/** Keeps what one may in the session as it is now. True once one may nothing any more. */
export const useLiveAccess = ({ id }: SessionView): boolean => {
  const utils = trpc.useUtils()
  const [ended, setEnded] = useState(false)
  const [failed, setFailed] = useState(false)
  const { reset } = trpc.sessions.follow.useSubscription(
    { id },
    {
      enabled: !ended,
      onData: (access) =>
        utils.sessions.get.setData({ id }, (before) => before && { ...before, ...access }),
      onError: (error) => {
        const code = isApiError(error) ? error.data?.app?.code : undefined
        if (code === 'forbidden' || code === 'not_found') setEnded(true)
        else setFailed(true)
      },
    },
  )
  useEffect(() => {
    if (!failed) return
    const timer = setTimeout(() => {
      setFailed(false)
      reset()
    }, againMs)
    return () => clearTimeout(timer)
  }, [failed, reset])
  return ended
}
