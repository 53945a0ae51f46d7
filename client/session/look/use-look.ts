import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import { Id } from '../../../shared/ids.ts'

const name = 'look'

/** The version that is looked at in the Preview pane; null: none. Kept in the URL. */
export function useLookedAt(): Id | null {
  const [params] = useSearchParams()
  return Id.safeParse(params.get(name)).data ?? null
}

export function useLook() {
  const [, setParams] = useSearchParams()
  return useMemo(() => {
    const look = (versionId: Id | null) =>
      setParams((before) => {
        const next = new URLSearchParams(before)
        // the Preview pane's own address
        next.delete('tab')
        if (versionId === null) next.delete(name)
        else next.set(name, versionId)
        return next
      })
    return { open: (versionId: Id) => look(versionId), close: () => look(null) }
  }, [setParams])
}
