import { useEffect, useState } from 'react'
import { isApiError } from '../api.ts'
import { systemClock } from './clock.ts'
import { RetryTimer } from './retry-timer.ts'

/** What a tRPC subscription hook returns, as far as it is used here. */
interface Subscription {
  status: 'idle' | 'connecting' | 'pending' | 'error'
  error: unknown
  data: unknown
  /** Starts the subscription again. */
  reset: () => void
}

/**
 * Keeps a subscription to the user's access going: starts it again after each error, with a growing backoff that only data
 * resets. Returns true once access was revoked, which ends the subscription for good.
 */
export function useAccessRetry({ status, error, data, reset }: Subscription): boolean {
  const [timer] = useState(() => new RetryTimer(systemClock))
  const [revoked, setRevoked] = useState(false)
  const code = isApiError(error) ? error.data?.app?.code : undefined
  if (!revoked && (code === 'forbidden' || code === 'not_found')) setRevoked(true)
  const hasData = data !== undefined
  useEffect(() => {
    if (hasData) timer.reset()
  }, [timer, hasData])
  const failed = status === 'error' && !revoked
  useEffect(() => {
    if (!failed) return
    timer.schedule(reset)
    return () => timer.cancel()
  }, [timer, failed, reset])
  return revoked
}
