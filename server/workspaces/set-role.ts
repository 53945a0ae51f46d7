import { members } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { can, type GivenRole, higherRole, type Role } from '../../shared/roles.ts'
import type { WorkspaceDeps } from './deps.ts'
import { announceEnding, endRights, type MemberEnding } from './end-rights.ts'
import {
  type Change,
  changeMembership,
  memberOf,
  publishChange,
  requireManage,
  targetRole,
} from './membership.ts'

function endingOf(before: Role, after: GivenRole): MemberEnding | null {
  if (higherRole<Role>(before, after) === after) return null
  return can(after, 'session.share') ? 'demotedToEditor' : 'demotedToViewer'
}

/** A lower role ends what `endings` names. Throws not_found, forbidden. */
export async function setRole(
  deps: WorkspaceDeps,
  input: Change & { userId: Id; role: GivenRole },
): Promise<void> {
  const { workspaceId, userId, role } = input
  const ending = await changeMembership(deps, input, async (tx, by) => {
    const before = await targetRole(tx, workspaceId, userId)
    requireManage(by, before)
    await tx.update(members).set({ role }).where(memberOf(workspaceId, userId))
    const ends = endingOf(before, role)
    if (ends) await endRights(tx, deps, ends, { workspaceId, userId })
    return ends
  })
  if (ending) await announceEnding(deps, ending, input)
  else publishChange(deps, workspaceId, userId)
}
