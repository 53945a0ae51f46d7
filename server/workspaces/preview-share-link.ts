import type { ShareLook } from '../../shared/protocol/share-link.ts'
import { eq } from 'drizzle-orm'
import { sessions, shareLinks, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { accessKey, findSessionAccess } from '../access/access.ts'
import { cutOffError, shareLinkCutoff } from './cutoffs.ts'
import { byToken, unknownLink } from './share-link-rows.ts'

/** `userId` is null if not signed in. Throws not_found; forbidden if they were removed. */
export async function previewShareLink(
  db: Db,
  token: string,
  userId: Id | null,
): Promise<ShareLook> {
  const [row] = await db
    .select({
      session: { id: sessions.id, name: sessions.name },
      linkId: shareLinks.id,
      role: shareLinks.role,
      by: users.name,
    })
    .from(shareLinks)
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .innerJoin(users, eq(users.id, shareLinks.createdBy))
    .where(byToken(token))
  if (!row) throw unknownLink()
  const { session, linkId, role, by } = row
  const found = userId === null ? null : await findSessionAccess(db, [userId], [session.id])
  const mine = userId !== null && found?.has(accessKey(userId, session.id))
  if (userId !== null && !mine) {
    const cutoff = await shareLinkCutoff(db, linkId, userId)
    if (cutoff) throw cutOffError(cutoff, 'link')
  }
  return { offer: { session: session.name, role, by }, mine: mine ? session.id : null }
}
