import { and, eq } from 'drizzle-orm'
import { invites } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'

/** Members that joined by it stay. Throws not_found. */
export async function revokeInvite(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
  input: { workspaceId: Id; id: Id },
): Promise<void> {
  const changed = await db
    .update(invites)
    .set({ revokedAt: clock.date() })
    .where(and(eq(invites.id, input.id), eq(invites.workspaceId, input.workspaceId)))
    .returning({ id: invites.id })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such invite.')
}
