import type { InviteLook } from '../../shared/protocol/invite.ts'
import { and, eq } from 'drizzle-orm'
import { invites, members, users, workspaces } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Clock } from '../lib/clock.ts'
import { cutOffError, inviteCutoff } from './cutoffs.ts'
import { stateOf, unknownInvite } from './invite-rows.ts'
import { hashToken } from './tokens.ts'

/** `userId` is null if not signed in. Throws not_found; forbidden if they were removed. */
export async function previewInvite(
  { db, clock }: { db: Db; clock: Clock },
  token: string,
  userId: Id | null,
): Promise<InviteLook> {
  const [row] = await db
    .select({ invite: invites, workspace: workspaces, by: users.name })
    .from(invites)
    .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(eq(invites.tokenHash, hashToken(token)))
  if (!row) throw unknownInvite()
  const { invite, workspace, by } = row
  const state = stateOf(invite, clock.date())
  const [member] =
    userId === null
      ? []
      : await db
          .select({ role: members.role })
          .from(members)
          .where(and(eq(members.workspaceId, workspace.id), eq(members.userId, userId)))
  if (userId !== null && state === 'open' && !member) {
    const cutoff = await inviteCutoff(db, invite.id, userId)
    if (cutoff) throw cutOffError(cutoff, 'invite')
  }
  return {
    state,
    offer: state === 'open' ? { workspace: workspace.name, role: invite.role, by } : null,
    member: member ? workspace.slug : null,
  }
}
