import { and, eq } from 'drizzle-orm'
import { invites } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { now } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { stillOpen } from './invite-rows.ts'
import { requireStill } from './membership.ts'
import { hashToken } from './tokens.ts'

/**
 * Replaces the token, so that copied links stop working. The invite is from now on that of the
 * person who knows the new one. Throws not_found, forbidden.
 */
export async function replaceInvite(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
  input: { workspaceId: Id; id: Id; token: string; by: Id },
): Promise<void> {
  const changed = await db.transaction(async (tx) => {
    await requireStill(tx, input, 'workspace.members')
    return tx
      .update(invites)
      .set({ tokenHash: hashToken(input.token), createdBy: input.by, createdAt: now })
      .where(
        and(
          eq(invites.id, input.id),
          eq(invites.workspaceId, input.workspaceId),
          stillOpen(clock.date()),
        ),
      )
      .returning({ id: invites.id })
  })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such invite.')
}
