import { and, eq } from 'drizzle-orm'
import { grants, shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { settleSession } from './settle-sessions.ts'

/** Also ends the access of everyone that used the link. Idempotent. Throws not_found. */
export async function revokeShareLink(
  deps: WorkspaceDeps,
  input: { workspaceId: Id; sessionId: Id; id: Id; by: Id },
): Promise<void> {
  const { workspaceId, sessionId, id, by } = input
  const gone = await deps.db.transaction(async (tx) => {
    const [link] = await tx
      .select({ revokedAt: shareLinks.revokedAt })
      .from(shareLinks)
      .where(and(eq(shareLinks.id, id), eq(shareLinks.sessionId, sessionId)))
      .for('update')
    if (!link) throw new AppError('not_found', 'There is no such link.')
    if (link.revokedAt) return null
    await tx.update(shareLinks).set({ revokedAt: deps.clock.date() }).where(eq(shareLinks.id, id))
    return tx.delete(grants).where(eq(grants.linkId, id)).returning({ userId: grants.userId })
  })
  if (gone === null) return
  deps.bus.publish({ type: 'access_changed', workspaceId, sessionId, userId: null })
  const userIds = gone.map(({ userId }) => userId)
  if (userIds.length > 0) await settleSession(deps, sessionId, { userIds, by, movePreview: true })
}
