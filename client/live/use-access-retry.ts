import { useEffect, useState } from 'react'
import { isApiError } from '../api.ts'
import { systemClock } from './clock.ts'
import { RetryTimer } from './retry-timer.ts'

interface Subscription {
  status: 'idle' | 'connecting' | 'pending' | 'error'
  error: unknown
  data: unknown
  reset: () => void
}

/**
 * Resubscribes after each error; only data resets the backoff. Returns true once access was revoked, which ends the
 * subscription.
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
