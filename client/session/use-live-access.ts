import type { SessionView } from '../../shared/protocol/session-view.ts'
import { trpc } from '../api.ts'
import { useAccessLife, useAgain } from '../live/access-life.ts'

/** Keeps what one may in the session as it is now. True once one may nothing any more. */
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
