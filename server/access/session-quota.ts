import { and, eq, gt, isNull } from 'drizzle-orm'
import { sessions, workspaces } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Quotas } from '../lib/quotas.ts'

const hourMs = 3_600_000

/**
 * Call it in the transaction that adds the session, after adding it. Sessions in the bin count by the hour only. Throws
 * AppError conflict or rate_limited.
 */
export async function checkSessionQuota(
  tx: Tx,
  quotas: Pick<Quotas, 'sessionsPerWorkspace' | 'sessionsPerHour'>,
  { workspaceId, by, at }: { workspaceId: Id; by: Id | null; at: Date },
): Promise<void> {
  // those that add one at the same time count each other
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for('no key update')
  const here = and(eq(sessions.workspaceId, workspaceId), isNull(sessions.deletedAt))
  if ((await tx.$count(sessions, here)) > quotas.sessionsPerWorkspace)
    throw new AppError(
      'conflict',
      `This workspace has ${quotas.sessionsPerWorkspace} sessions, as many as this server allows. Delete one that you don’t need, or ask whoever runs the server to raise MAX_SESSIONS_PER_WORKSPACE.`,
    )
  if (by === null) return
  const lately = and(
    eq(sessions.createdBy, by),
    gt(sessions.createdAt, new Date(at.getTime() - hourMs)),
  )
  if ((await tx.$count(sessions, lately)) > quotas.sessionsPerHour)
    throw new AppError(
      'rate_limited',
      `You created ${quotas.sessionsPerHour} sessions within an hour, as many as this server allows. Wait a while, or continue in one of them.`,
    )
}
