import { useLocation, useSearchParams } from 'wouter'
import type { Me } from '../../../shared/protocol/me.ts'
import { queryClient, trpc } from '../../api.ts'

/** The page to go to after signing in: an address of this app only, never another site's. */
export function safeNext(next: string | null): string | null {
  return next && /^\/(?![/\\])/.test(next) ? next : null
}

/** Takes somebody in: forgets what was loaded for who was there before, and goes where they were headed. */
export function useEntrance(): (me: Me) => Promise<void> {
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
