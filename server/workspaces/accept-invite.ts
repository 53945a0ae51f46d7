import type { InviteLook } from '../../shared/protocol/invite.ts'
import { eq } from 'drizzle-orm'
import { invites, members, workspaces } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { cutOffError, inviteCutoff } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { stateOf, unknownInvite } from './invite-rows.ts'
import { lockWorkspace, roleIn } from './membership.ts'
import { hashToken } from './tokens.ts'

const refusals: Record<Exclude<InviteLook['state'], 'open'>, string> = {
  revoked: 'This invite has been revoked. Ask for a new one.',
  used_up: 'This invite has reached its maximum number of uses. Ask for a new one.',
  expired: 'This invite has expired. Ask for a new one.',
}

/**
 * One transaction, so that the last use admits only one user. Members keep their role and use
 * nothing up. Throws not_found, conflict, forbidden.
 */
export async function acceptInvite(
  { db, bus, clock }: Pick<WorkspaceDeps, 'db' | 'bus' | 'clock'>,
  input: { token: string; userId: Id },
): Promise<{ slug: string }> {
  const { slug, workspaceId, joined } = await db.transaction(async (tx) => {
    const byToken = eq(invites.tokenHash, hashToken(input.token))
    const [known] = await tx
      .select({ id: workspaces.id, slug: workspaces.slug })
      .from(invites)
      .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
      .where(byToken)
    if (!known) throw unknownInvite()
    await lockWorkspace(tx, known.id)
    // may have been used up or revoked since
    const [invite] = await tx.select().from(invites).where(byToken).for('update')
    if (!invite) throw unknownInvite()
    const place = { slug: known.slug, workspaceId: known.id }
    if ((await roleIn(tx, known.id, input.userId)) !== null) return { ...place, joined: false }
    const state = stateOf(invite, clock.date())
    if (state !== 'open') throw new AppError('conflict', refusals[state])
    const cutoff = await inviteCutoff(tx, invite.id, input.userId)
    if (cutoff) throw cutOffError(cutoff, 'invite')
    await tx.insert(members).values({
      workspaceId: known.id,
      userId: input.userId,
      role: invite.role,
      createdAt: clock.date(),
      inviteId: invite.id,
    })
    await tx
      .update(invites)
      .set({ uses: invite.uses + 1 })
      .where(eq(invites.id, invite.id))
    return { ...place, joined: true }
  })
  if (joined)
    bus.publish({ type: 'access_changed', workspaceId, sessionId: null, userId: input.userId })
  return { slug }
}
