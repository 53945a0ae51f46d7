import { eq } from 'drizzle-orm'
import { grants, sessions, shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { higherRole, type Role } from '../../shared/roles.ts'
import { cutOffError, shareLinkCutoff } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { lockWorkspace, roleIn } from './membership.ts'
import { byToken, unknownLink } from './share-link-rows.ts'

/**
 * Members with at least the link's role get no grant, so that their access ends with the
 * membership; an older link gives a demoted member nothing. Throws not_found, forbidden.
 */
export async function openShareLink(
  { db, bus, clock }: Pick<WorkspaceDeps, 'db' | 'bus' | 'clock'>,
  input: { token: string; userId: Id },
): Promise<{ sessionId: Id }> {
  const { userId } = input
  const [known] = await db
    .select({ sessionId: sessions.id, workspaceId: sessions.workspaceId })
    .from(shareLinks)
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .where(byToken(input.token))
  if (!known) throw unknownLink()
  const { sessionId, workspaceId } = known
  const granted = await db.transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    // prevents revoking before the grant
    const [link] = await tx
      .select({ id: shareLinks.id, role: shareLinks.role })
      .from(shareLinks)
      .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
      .where(byToken(input.token))
      .for('update', { of: shareLinks })
    if (!link) throw unknownLink()
    const member = await roleIn(tx, workspaceId, userId)
    if (member !== null && higherRole<Role>(member, link.role) === member) return false
    const cutoff = await shareLinkCutoff(tx, link.id, userId)
    if (cutoff && member === null) throw cutOffError(cutoff, 'link')
    if (cutoff) return false
    const rows = await tx
      .insert(grants)
      .values({ linkId: link.id, userId, createdAt: clock.date() })
      .onConflictDoNothing()
      .returning({ userId: grants.userId })
    return rows.length > 0
  })
  if (granted) bus.publish({ type: 'access_changed', workspaceId, sessionId, userId })
  return { sessionId }
}
