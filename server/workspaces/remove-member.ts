import type { Id } from '../../shared/ids.ts'
import type { WorkspaceDeps } from './deps.ts'
import { announceEnding, takeOut } from './end-rights.ts'
import { leaveWorkspace } from './leave-workspace.ts'
import { type Change, changeMembership, requireManage, targetRole } from './membership.ts'

/** Ends what `endings.removed` names. Throws not_found, forbidden. */
export async function removeMember(
  deps: WorkspaceDeps,
  input: Change & { userId: Id },
): Promise<void> {
  const { workspaceId, userId } = input
  if (userId === input.by) return leaveWorkspace(deps, input)
  await changeMembership(deps, input, async (tx, by) => {
    requireManage(by, await targetRole(tx, workspaceId, userId))
    await takeOut(tx, deps, 'removed', { workspaceId, userId })
  })
  await announceEnding(deps, 'removed', input)
}
