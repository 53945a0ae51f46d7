import { members } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { can, type GivenRole } from '../../shared/roles.ts'
import type { WorkspaceDeps } from './deps.ts'
import {
  type Change,
  changeMembership,
  memberOf,
  publishChange,
  requireManage,
  revokeInvitesOf,
  targetRole,
} from './membership.ts'

/** Throws not_found, forbidden. */
export async function setRole(
  deps: WorkspaceDeps,
  input: Change & { userId: Id; role: GivenRole },
): Promise<void> {
  const { workspaceId, userId, role } = input
  await changeMembership(deps, input, async (tx, by) => {
    requireManage(by, await targetRole(tx, workspaceId, userId))
    await tx.update(members).set({ role }).where(memberOf(workspaceId, userId))
    // a member's open invites must not outlive the right to create them
    if (!can(role, 'workspace.members')) await revokeInvitesOf(tx, deps, workspaceId, userId)
  })
  publishChange(deps, workspaceId, userId)
}
