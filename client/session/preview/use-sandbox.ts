import { useEffect, useRef, useState } from 'react'
import type { SandboxState } from '../../../shared/protocol/session-state.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { useSession } from '../session-context.tsx'

/** `since`: when this tab first saw the state. A tab that becomes visible wakes the sandbox. */
export function useSandbox() {
  const { link, view } = useSession()
  const sandbox = useSelected(link.record, ({ meta }) => meta?.sandbox ?? null)
  const state: SandboxState | null = sandbox?.state ?? null
  const [since, setSince] = useState(() => ({ state, at: Date.now(), slept: false }))
  if (since.state !== state)
    setSince({ state, at: Date.now(), slept: since.state === 'asleep' && state === 'starting' })

  const { mutate, isPending, isError, error } = trpc.preview.wake.useMutation()
  const latest = useRef(state)
  useEffect(() => {
    latest.current = state
  })
  const known = state !== null
  useEffect(() => {
    if (!known) return
    const wakeIfVisible = () => {
      if (document.visibilityState === 'visible' && latest.current === 'asleep')
        mutate({ sessionId: view.id })
    }
    wakeIfVisible()
    document.addEventListener('visibilitychange', wakeIfVisible)
    return () => document.removeEventListener('visibilitychange', wakeIfVisible)
  }, [known, mutate, view.id])

  return {
    state,
    message: sandbox?.message ?? null,
    since: since.at,
    /** Starting, and this tab has seen it asleep. */
    wakes: since.slept,
    wake: () => mutate({ sessionId: view.id }),
    waking: isPending,
    wakeError: isError ? error : null,
  }
}
