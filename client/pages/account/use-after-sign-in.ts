import { useLocation, useSearchParams } from 'wouter'
import type { Me } from '../../../shared/protocol/me.ts'
import { queryClient, trpc } from '../../api.ts'

/** Null if `next` could lead to another site. */
export function safeNext(next: string | null): string | null {
  return next && /^\/(?![/\\])/.test(next) ? next : null
}

/** Clears the previous user's data, then opens `?next=` or the first workspace. */
export function useAfterSignIn(): (me: Me) => Promise<void> {
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const utils = trpc.useUtils()
  return async (me) => {
    queryClient.clear()
    utils.auth.me.setData(undefined, me)
    const next = safeNext(search.get('next'))
    if (next) return go(next)
    const [first] = await utils.workspaces.list.fetch().catch(() => [])
    go(first ? `/w/${first.slug}` : '/')
  }
}
