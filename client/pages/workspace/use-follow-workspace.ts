import { useEffect, useState } from 'react'
import type { WorkspaceView } from '../../../shared/views.ts'
import { isApiError, trpc } from '../../api.ts'

const againMs = 5_000

/**
 * Keeps what the page knows of a workspace up to date: one's own role, its name, who is in it. True once one has no access
 * to it any more.
 */
export const useFollowWorkspace = (workspace: WorkspaceView | null): boolean => {
  const utils = trpc.useUtils()
  const [lost, setLost] = useState(false)
  const [failed, setFailed] = useState(false)
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  const following = trpc.workspaces.follow.useSubscription(
    { id: workspace?.id ?? '' },
    {
      enabled: workspace !== null && me.data !== null && !lost,
      onData: (now) => {
        utils.workspaces.get.setData({ slug: now.slug }, now)
        void utils.workspaces.list.invalidate()
        void utils.members.list.invalidate({ workspaceId: now.id })
        void utils.invites.list.invalidate({ workspaceId: now.id })
      },
      onError: (error) => {
        const code = isApiError(error) ? error.data?.app?.code : undefined
        if (code === 'forbidden' || code === 'not_found') setLost(true)
        else setFailed(true)
      },
    },
  )
  const { reset } = following
  useEffect(() => {
    if (!failed) return
    const timer = setTimeout(() => {
      setFailed(false)
      reset()
    }, againMs)
    return () => clearTimeout(timer)
  }, [failed, reset])
  useEffect(() => {
    // it is no longer among the workspaces that menus offer
    if (lost) void utils.workspaces.list.invalidate()
  }, [lost, utils])
  return lost
}
