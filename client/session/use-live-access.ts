import type { SessionView } from '../../shared/protocol/session-view.ts'
import { trpc } from '../api.ts'
import { useAccessRetry } from '../live/use-access-retry.ts'

/** Returns true once access was lost. */
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
