import type { NewInvite } from '../../shared/protocol/invite.ts'
import { and, count, eq } from 'drizzle-orm'
import { invites } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { now } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { stillOpen } from './invite-rows.ts'
import { requireStill } from './membership.ts'
import { hashToken } from './tokens.ts'

const dayMs = 24 * 60 * 60_000

/** Idempotent. Throws conflict if another invite has the id or token; not_found, forbidden. */
export async function createInvite(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
  input: NewInvite & { by: Id },
): Promise<void> {
  const at = clock.date()
  const tokenHash = hashToken(input.token)
  await db.transaction(async (tx) => {
    await requireStill(tx, input, 'workspace.members')
    const [open] = await tx
      .select({ value: count() })
      .from(invites)
      .where(and(eq(invites.workspaceId, input.workspaceId), stillOpen(at)))
    const made = await tx
      .insert(invites)
      .values({
        id: input.id,
        workspaceId: input.workspaceId,
        tokenHash,
        role: input.role,
        createdBy: input.by,
        createdAt: now,
        expiresAt: input.days === null ? null : new Date(at.getTime() + input.days * dayMs),
        maxUses: input.maxUses,
      })
      .onConflictDoNothing()
      .returning({ id: invites.id })
    if (made.length > 0) {
      if (open && open.value >= limits.openLinks)
        throw new AppError(
          'conflict',
          `A workspace has at most ${limits.openLinks} open invites. Revoke some first.`,
        )
      return
    }
    const [known] = await tx.select().from(invites).where(eq(invites.id, input.id))
    const same =
      known?.workspaceId === input.workspaceId &&
      known.createdBy === input.by &&
      known.tokenHash === tokenHash &&
      known.role === input.role
    if (!same) throw new AppError('conflict', 'That invite id is taken.')
  })
}
