import { useEffect, useState } from 'react'
import { isApiError } from '../api.ts'

const againMs = 5_000

/** How a subscription to what one may goes on: see `useAccessLife`. */
interface AccessLife {
  /** One may nothing there any more: the subscription has ended for good. */
  lost: boolean
  failed: boolean
  onError: (error: unknown) => void
  setFailed: (failed: boolean) => void
}

/** Tells a subscription's errors that end it for good from those after which `useAgain` begins it anew. */
export function useAccessLife(): AccessLife {
  const [lost, setLost] = useState(false)
  const [failed, setFailed] = useState(false)
  return {
    lost,
    failed,
    onError: (error) => {
      const code = isApiError(error) ? error.data?.app?.code : undefined
      if (code === 'forbidden' || code === 'not_found') setLost(true)
      else setFailed(true)
    },
    setFailed,
  }
}

/** Begins a subscription again a while after it failed. */
export function useAgain({ failed, setFailed }: AccessLife, reset: () => void): void {
  useEffect(() => {
    if (!failed) return
    const timer = setTimeout(() => {
      setFailed(false)
      reset()
    }, againMs)
    return () => clearTimeout(timer)
  }, [failed, setFailed, reset])
}
