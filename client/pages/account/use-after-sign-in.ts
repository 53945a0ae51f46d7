import { useLocation, useSearchParams } from 'wouter'
import type { Me } from '../../../shared/protocol/me.ts'
import { queryClient, trpc } from '../../api.ts'
import { safeNext } from './next-page.ts'

/** Clears the previous user's data, then opens `?next=` (or `kept`) or the first workspace. */
export function useAfterSignIn(kept?: () => string | null): (me: Me) => Promise<void> {
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const utils = trpc.useUtils()
  return async (me) => {
    queryClient.clear()
    utils.auth.me.setData(undefined, me)
    const next = kept ? kept() : safeNext(search.get('next'))
    if (next) return go(next, { replace: kept !== undefined })
    const [first] = await utils.workspaces.list.fetch().catch(() => [])
    go(first ? `/w/${first.slug}` : '/', { replace: kept !== undefined })
  }
}
