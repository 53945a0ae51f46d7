import type { SessionView } from '../../shared/protocol/views.ts'
import { trpc } from '../api.ts'
import { useAccessLife, useAgain } from '../live/access-life.ts'

/** Keeps the user's permissions in the session up to date. Returns true when access was lost. */
export function useLiveAccess({ id }: SessionView): boolean {
  const utils = trpc.useUtils()
  const life = useAccessLife()
  const { reset } = trpc.sessions.follow.useSubscription(
    { id },
    {
      enabled: !life.lost,
      onData: (access) =>
        utils.sessions.get.setData({ id }, (before) => before && { ...before, ...access }),
      onError: life.onError,
    },
  )
  useAgain(life, reset)
  return life.lost
}
