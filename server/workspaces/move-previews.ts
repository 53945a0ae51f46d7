import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { rotatePreviewHost } from '../sessions/rotate-preview-host.ts'
import type { WorkspaceDeps } from './deps.ts'

/** For when a user that knows the address lost access. */
export async function movePreview(deps: WorkspaceDeps, sessionId: Id): Promise<void> {
  try {
    await rotatePreviewHost(deps, sessionId)
  } catch (error) {
    // deleted session
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
  }
}

export async function movePreviews(deps: WorkspaceDeps, workspaceId: Id): Promise<void> {
  const rows = await deps.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.workspaceId, workspaceId), isNull(sessions.deletedAt)))
  for (const { id } of rows) await movePreview(deps, id)
}
