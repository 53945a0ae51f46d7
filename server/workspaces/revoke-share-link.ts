import { and, eq } from 'drizzle-orm'
import { grants, shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { movePreview } from './move-previews.ts'

/** Also ends the access of everyone that used the link. Throws not_found. */
export async function revokeShareLink(
  deps: WorkspaceDeps,
  input: { workspaceId: Id; sessionId: Id; id: Id },
): Promise<void> {
  const { workspaceId, sessionId, id } = input
  const hadVisitors = await deps.db.transaction(async (tx) => {
    const changed = await tx
      .update(shareLinks)
      .set({ revokedAt: deps.clock.date() })
      .where(and(eq(shareLinks.id, id), eq(shareLinks.sessionId, sessionId)))
      .returning({ id: shareLinks.id })
    if (changed.length === 0) throw new AppError('not_found', 'There is no such link.')
    const gone = await tx
      .delete(grants)
      .where(eq(grants.linkId, id))
      .returning({ userId: grants.userId })
    return gone.length > 0
  })
  deps.bus.publish({ type: 'access_changed', workspaceId, sessionId, userId: null })
  if (hadVisitors) await movePreview(deps, sessionId)
}
