import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { rotatePreviewHost } from '../sessions/rotate-preview-host.ts'
import type { WorkspaceDeps } from './deps.ts'

/** Gives a session's preview another address: somebody who knows the present one may no longer look. */
export async function movePreview(deps: WorkspaceDeps, sessionId: Id): Promise<void> {
  try {
    await rotatePreviewHost(deps, sessionId)
  } catch (error) {
    // a session that has been deleted has no preview any more
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
  }
}

/** The same for all sessions of a workspace, whose members know all their previews. */
export async function movePreviews(deps: WorkspaceDeps, workspaceId: Id): Promise<void> {
  const rows = await deps.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.workspaceId, workspaceId), isNull(sessions.deletedAt)))
  for (const { id } of rows) await movePreview(deps, id)
}
