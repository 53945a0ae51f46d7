import { trpc } from '../../api.ts'
import { foreignWords } from '../../words/account.ts'

/** Where a sign-in elsewhere happens: at GitHub, or at the server's OpenID Connect provider. */
export type ForeignWay = 'github' | 'oidc'

/** For people. */
export function useWayName(way: ForeignWay): string {
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000, enabled: way === 'oidc' })
  return way === 'github' ? 'GitHub' : (info.data?.oidc ?? foreignWords.provider)
}
