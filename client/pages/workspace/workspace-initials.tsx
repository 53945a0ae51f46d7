import type { ReactNode } from 'react'
import { trpc } from '../../api.ts'
import { DistinctInitials } from '../../ui/distinct-initials.tsx'
import { useSessions } from './use-sessions.ts'

type WorkspaceInitialsProps = { workspaceId: string | null; children: ReactNode }

/** For members, and for visitors who are in a session now. */
export function WorkspaceInitials({ workspaceId, children }: WorkspaceInitialsProps) {
  const input = { workspaceId: workspaceId ?? '' }
  const enabled = workspaceId !== null
  const members = trpc.members.list.useQuery(input, { enabled })
  const { sessions } = useSessions(workspaceId)
  const here = (sessions ?? []).flatMap((session) => session.here)
  return <DistinctInitials people={[...(members.data ?? []), ...here]}>{children}</DistinctInitials>
}
