import { and, eq, sql } from 'drizzle-orm'
import { invites } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'

/** Members that joined by it stay. Idempotent. Throws not_found. */
export async function revokeInvite(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
  input: { workspaceId: Id; id: Id },
): Promise<void> {
  const changed = await db
    .update(invites)
    // the first revocation's time stays
    .set({
      revokedAt: sql`coalesce(${invites.revokedAt}, ${clock.date().toISOString()}::timestamptz)`,
    })
    .where(and(eq(invites.id, input.id), eq(invites.workspaceId, input.workspaceId)))
    .returning({ id: invites.id })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such invite.')
}
