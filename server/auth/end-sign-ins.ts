import { and, eq, ne } from 'drizzle-orm'
import { authSessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceDeps } from '../workspaces/deps.ts'
import { movePreviewsKnownTo } from '../workspaces/settle-sessions.ts'

/**
 * Ends all auth sessions of a user, or all `except` one, as `endings.signInsEnded` says: for a new
 * password, and for signing out everywhere.
 */
export async function endSignIns(
  deps: WorkspaceDeps,
  { userId, except }: { userId: Id; except: string | null },
): Promise<void> {
  const ended = await deps.db
    .delete(authSessions)
    .where(
      and(
        eq(authSessions.userId, userId),
        except === null ? undefined : ne(authSessions.id, except),
      ),
    )
    .returning({ id: authSessions.id })
  for (const { id } of ended)
    deps.bus.publish({ type: 'signed_out', authSessionId: id, replaced: false })
  await movePreviewsKnownTo(deps, userId)
}
