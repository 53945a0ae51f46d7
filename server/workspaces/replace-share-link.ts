import { and, eq } from 'drizzle-orm'
import { shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { now } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { requireStill } from './membership.ts'
import { openLinks } from './share-link-rows.ts'
import { hashToken } from './tokens.ts'

/**
 * Replaces the token, so that copied links stop working. The link is from now on that of the person
 * who knows the new one. Throws not_found, forbidden.
 */
export async function replaceShareLink(
  { db }: Pick<WorkspaceDeps, 'db'>,
  input: { workspaceId: Id; sessionId: Id; id: Id; token: string; by: Id },
): Promise<void> {
  const changed = await db.transaction(async (tx) => {
    await requireStill(tx, input, 'session.share')
    return tx
      .update(shareLinks)
      .set({ tokenHash: hashToken(input.token), createdBy: input.by, createdAt: now })
      .where(and(eq(shareLinks.id, input.id), openLinks(input.sessionId)))
      .returning({ id: shareLinks.id })
  })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such link.')
}
