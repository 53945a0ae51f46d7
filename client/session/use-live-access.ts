import type { SessionView } from '../../shared/protocol/session-view.ts'
import { trpc } from '../api.ts'
import { useAccessRetry } from '../live/use-access-retry.ts'

/** Keeps the user's role in the session up to date. Returns true once they have no access any more. */
export function useLiveAccess({ id }: SessionView): boolean {
  const utils = trpc.useUtils()
  const subscription = trpc.sessions.follow.useSubscription(
    { id },
    {
      onData: (access) =>
        utils.sessions.get.setData({ id }, (before) => before && { ...before, ...access }),
    },
  )
  return useAccessRetry(subscription)
}
