import { and, eq, isNotNull } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { releaseSession, type RemoveDeps } from './empty-bin.ts'

/**
 * Removes a session of the bin before its time, with everything of it. Does nothing if it isn't there any more. Throws
 * AppError conflict if it was restored.
 */
export async function removeSession(
  deps: Pick<RemoveDeps, 'db' | 'agent' | 'sandboxes'>,
  input: { id: Id; workspaceId: Id },
): Promise<void> {
  const { db } = deps
  const itself = and(eq(sessions.id, input.id), eq(sessions.workspaceId, input.workspaceId))
  const [session] = await db
    .select({ id: sessions.id, sandboxId: sessions.sandboxId, deletedAt: sessions.deletedAt })
    .from(sessions)
    .where(itself)
  if (!session) return
  if (session.deletedAt === null) throw restored()
  await releaseSession(deps, session)
  const gone = await db
    .delete(sessions)
    .where(and(itself, isNotNull(sessions.deletedAt)))
    .returning({ id: sessions.id })
  if (gone.length === 0 && (await db.$count(sessions, itself)) > 0) throw restored()
}

function restored(): AppError {
  return new AppError('conflict', 'This session has been restored. Delete it first.')
}
