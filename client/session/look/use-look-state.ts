import { useCallback, useEffect, useState } from 'react'
import type { Id } from '../../../shared/ids.ts'
import type { LookView } from '../../../shared/protocol/look-view.ts'
import { trpc } from '../../api.ts'
import { useSession } from '../session-context.tsx'

const waitingMs = 1_000
/** Also tells the server that somebody looks. */
const readyMs = 20_000

/** Starts the version's sandbox and follows it. `look` is null once it has ended, undefined until it is known. */
export function useLookState(versionId: Id, shown: boolean) {
  const { view } = useSession()
  const sessionId = view.id
  const { mutate, data, isPending, error } = trpc.looks.open.useMutation()
  const [begun, setBegun] = useState(() => Date.now())
  const start = useCallback(() => {
    setBegun(Date.now())
    mutate({ sessionId, versionId })
  }, [mutate, sessionId, versionId])
  useEffect(start, [start])
  const lookId = data?.id ?? null
  const state = trpc.looks.state.useQuery(
    { sessionId, lookId: lookId ?? '' },
    {
      enabled: lookId !== null && shown,
      staleTime: 0,
      gcTime: 0,
      refetchInterval: ({ state: { data: now } }) => {
        if (now === null) return false
        return now?.state === 'ready' ? readyMs : waitingMs
      },
    },
  )
  const look: LookView | null | undefined = state.data === undefined ? data : state.data
  return { look, begun, start, starting: isPending, error: error ?? state.error }
}
