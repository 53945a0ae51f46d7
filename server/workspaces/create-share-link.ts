import type { NewShareLink } from '../../shared/protocol/share-link.ts'
import { count, eq } from 'drizzle-orm'
import { sessions, shareLinks } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { now } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { requireStill } from './membership.ts'
import { openLinks } from './share-link-rows.ts'
import { hashToken } from './tokens.ts'

function lockSessionRow(tx: Tx, sessionId: Id) {
  return tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
    .for('update')
}

/** Idempotent. Throws conflict if another link has the id or token; not_found, forbidden. */
export async function createShareLink(
  { db }: Pick<WorkspaceDeps, 'db'>,
  input: NewShareLink & { workspaceId: Id; by: Id },
): Promise<void> {
  const { id, sessionId, role, by } = input
  const tokenHash = hashToken(input.token)
  await db.transaction(async (tx) => {
    await requireStill(tx, input, 'session.share')
    await lockSessionRow(tx, sessionId)
    const [open] = await tx.select({ value: count() }).from(shareLinks).where(openLinks(sessionId))
    const made = await tx
      .insert(shareLinks)
      .values({ id, sessionId, role, createdBy: by, tokenHash, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: shareLinks.id })
    if (made.length > 0) {
      if (open && open.value >= limits.openLinks)
        throw new AppError(
          'conflict',
          `A session has at most ${limits.openLinks} open links. Revoke some first.`,
        )
      return
    }
    const [known] = await tx.select().from(shareLinks).where(eq(shareLinks.id, id))
    const same =
      known?.sessionId === sessionId &&
      known.createdBy === by &&
      known.tokenHash === tokenHash &&
      known.role === role
    if (!same) throw new AppError('conflict', 'That link id is taken.')
  })
}
