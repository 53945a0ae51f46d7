import { and, eq, inArray, isNull, or } from 'drizzle-orm'
import { grants, members, sessions, shareLinks } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { endRunsOf } from '../runs/end-runs-of.ts'
import { givePreviewHost } from '../sessions/rotate-preview-host.ts'
import type { WorkspaceDeps } from './deps.ts'

/** Call after the commit that took a right from these people. */
export interface Loss {
  userIds: readonly Id[]
  by: Id
  /** They knew the preview's address and may not see it any more. */
  movePreview: boolean
}

/** Ends their runs, and gives the preview a new address. Does nothing in a deleted session. */
export async function settleSession(
  { lockSession, bus }: Pick<WorkspaceDeps, 'lockSession' | 'bus'>,
  sessionId: Id,
  loss: Loss,
): Promise<void> {
  try {
    const stopped = await lockSession(sessionId, async (transaction) => {
      if (loss.movePreview) await givePreviewHost(transaction)
      return endRunsOf(transaction, loss)
    })
    for (const runId of stopped) bus.publish({ type: 'stop', sessionId, runId })
    if (loss.movePreview) bus.publish({ type: 'preview_moved', sessionId })
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
  }
}

export async function settleSessions(
  deps: WorkspaceDeps,
  workspaceId: Id,
  loss: Loss,
): Promise<void> {
  const rows = await deps.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.workspaceId, workspaceId), isNull(sessions.deletedAt)))
  for (const { id } of rows) await settleSession(deps, id, loss)
}

/** For when somebody else may have used this person's sign-in. */
export async function movePreviewsKnownTo(deps: WorkspaceDeps, userId: Id): Promise<void> {
  const { db } = deps
  const asMember = db
    .select({ id: members.workspaceId })
    .from(members)
    .where(eq(members.userId, userId))
  const asVisitor = db
    .select({ id: shareLinks.sessionId })
    .from(grants)
    .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
    .where(eq(grants.userId, userId))
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        isNull(sessions.deletedAt),
        or(inArray(sessions.workspaceId, asMember), inArray(sessions.id, asVisitor)),
      ),
    )
  for (const { id } of rows)
    await settleSession(deps, id, { userIds: [], by: userId, movePreview: true })
}
