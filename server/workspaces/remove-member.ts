import type { Id } from '../../shared/ids.ts'
import type { WorkspaceDeps } from './deps.ts'
import { leaveWorkspace } from './leave-workspace.ts'
import {
  type Change,
  changeMembership,
  publishChange,
  requireManage,
  takeOut,
  targetRole,
} from './membership.ts'
import { movePreviews } from './move-previews.ts'

/** Also removes their access by share links. Throws not_found, forbidden. */
export async function removeMember(
  deps: WorkspaceDeps,
  input: Change & { userId: Id },
): Promise<void> {
  const { workspaceId, userId } = input
  if (userId === input.by) return leaveWorkspace(deps, input)
  await changeMembership(deps, input, async (tx, by) => {
    requireManage(by, await targetRole(tx, workspaceId, userId))
    await takeOut(tx, deps, workspaceId, userId)
  })
  publishChange(deps, workspaceId, userId)
  await movePreviews(deps, workspaceId)
}
