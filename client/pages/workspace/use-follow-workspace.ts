import { useEffect } from 'react'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { useAccessLife, useAgain } from '../../live/access-life.ts'

/**
 * Keeps what the page knows of a workspace up to date: one's own role, its name, who is in it. True once one has no access
 * to it any more.
 */
export function useFollowWorkspace(workspace: WorkspaceView | null): boolean {
  const utils = trpc.useUtils()
  const life = useAccessLife()
  const { lost } = life
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const { reset } = trpc.workspaces.follow.useSubscription(
    { id: workspace?.id ?? '' },
    {
      enabled: workspace !== null && me.data !== null && !lost,
      onData: (now) => {
        utils.workspaces.get.setData({ slug: now.slug }, now)
        void utils.workspaces.list.invalidate()
        void utils.members.list.invalidate({ workspaceId: now.id })
        void utils.invites.list.invalidate({ workspaceId: now.id })
      },
      onError: life.onError,
    },
  )
  useAgain(life, reset)
  useEffect(() => {
    // it is no longer among the workspaces that menus offer
    if (lost) void utils.workspaces.list.invalidate()
  }, [lost, utils])
  return lost
}
