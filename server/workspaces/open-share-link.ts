import { eq } from 'drizzle-orm'
import { grants, sessions, shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { higherRole, type Role } from '../../shared/roles.ts'
import { accessKey, findSessionAccess } from '../access/access.ts'
import type { WorkspaceDeps } from './deps.ts'
import { byToken, unknownLink } from './share-link-rows.ts'

/**
 * Members with at least the link's role get no grant, so that their access ends with the
 * membership. Throws not_found.
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
  const standing = (await findSessionAccess(db, [userId], [sessionId])).get(
    accessKey(userId, sessionId),
  )?.standing
  const granted = await db.transaction(async (tx) => {
    // prevents revoking before the grant
    const [link] = await tx
      .select({ id: shareLinks.id, role: shareLinks.role })
      .from(shareLinks)
      .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
      .where(byToken(input.token))
      .for('update', { of: shareLinks })
    if (!link) throw unknownLink()
    const member = standing?.member ?? null
    if (member !== null && higherRole<Role>(member, link.role) === member) return false
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
