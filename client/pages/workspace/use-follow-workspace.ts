import { useEffect } from 'react'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { useAccessRetry } from '../../live/use-access-retry.ts'

/** Keeps role, name and members up to date. Returns true once access was revoked. */
export function useFollowWorkspace(workspace: WorkspaceView | null): boolean {
  const utils = trpc.useUtils()
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const subscription = trpc.workspaces.follow.useSubscription(
    { id: workspace?.id ?? '' },
    {
      enabled: workspace !== null && me.data !== null,
      onData: (now) => {
        utils.workspaces.get.setData({ slug: now.slug }, now)
        void utils.workspaces.list.invalidate()
        void utils.members.list.invalidate({ workspaceId: now.id })
        void utils.invites.list.invalidate({ workspaceId: now.id })
      },
    },
  )
  const revoked = useAccessRetry(subscription)
  useEffect(() => {
    if (revoked) void utils.workspaces.list.invalidate()
  }, [revoked, utils])
  return revoked
}
