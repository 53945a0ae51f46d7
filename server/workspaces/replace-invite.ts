import { and, eq } from 'drizzle-orm'
import { invites } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { stillOpen } from './invite-rows.ts'
import { hashToken } from './tokens.ts'

/** Replaces the token, so that copied links stop working. Throws not_found. */
export async function replaceInvite(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
  input: { workspaceId: Id; id: Id; token: string },
): Promise<void> {
  const changed = await db
    .update(invites)
    .set({ tokenHash: hashToken(input.token) })
    .where(
      and(
        eq(invites.id, input.id),
        eq(invites.workspaceId, input.workspaceId),
        stillOpen(clock.date()),
      ),
    )
    .returning({ id: invites.id })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such invite.')
}
