import type { InviteView } from '../../shared/protocol/invite.ts'
import { and, desc, eq } from 'drizzle-orm'
import { invites, users } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceDeps } from './deps.ts'
import { stillOpen } from './invite-rows.ts'

/** Newest first. */
export async function listInvites(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
  workspaceId: Id,
): Promise<InviteView[]> {
  const rows = await db
    .select({ invite: invites, by: users.name })
    .from(invites)
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(and(eq(invites.workspaceId, workspaceId), stillOpen(clock.date())))
    .orderBy(desc(invites.createdAt))
  return rows.map(({ invite, by }) => ({
    id: invite.id,
    role: invite.role,
    createdBy: by,
    createdAt: invite.createdAt.toISOString(),
    expiresAt: invite.expiresAt?.toISOString() ?? null,
    uses: invite.uses,
    maxUses: invite.maxUses,
  }))
}
