import { and, eq, ne } from 'drizzle-orm'
import { authSessions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceDeps } from '../workspaces/deps.ts'
import { movePreviewsKnownTo } from '../workspaces/settle-sessions.ts'

/** What other connections must be told after the commit. */
export interface EndedSignIns {
  userId: Id
  authSessionIds: string[]
}

/** Ends all auth sessions of a user, or all `except` one, as `endings.signInsEnded` says: announce them after the commit. */
export async function deleteSignIns(
  db: Db | Tx,
  { userId, except }: { userId: Id; except: string | null },
): Promise<EndedSignIns> {
  const kept = except === null ? undefined : ne(authSessions.id, except)
  const ended = await db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, userId), kept))
    .returning({ id: authSessions.id })
  return { userId, authSessionIds: ended.map(({ id }) => id) }
}

/** Call after the commit. */
export async function announceEndedSignIns(
  deps: WorkspaceDeps,
  { userId, authSessionIds }: EndedSignIns,
): Promise<void> {
  for (const authSessionId of authSessionIds)
    deps.bus.publish({ type: 'signed_out', authSessionId, replaced: false })
  await movePreviewsKnownTo(deps, userId)
}
