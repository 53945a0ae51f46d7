import { and, eq, isNull, ne, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { grants, members, resetLinks, sessions, shareLinks, users } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import {
  type Change,
  changeMembership,
  requireManage,
  roleIn,
  targetRole,
} from '../workspaces/membership.ts'
import { hashToken } from '../workspaces/tokens.ts'
import { mayManage } from '../../shared/roles.ts'
import { addResetLink, type ResetDeps } from './reset-links.ts'

/**
 * An admin's link for a member who forgot their password. Who holds the link can take the account over, so it must reach
 * nothing outside of this workspace. A new link replaces the one before. Throws not_found, forbidden, conflict.
 */
export function createMemberResetLink(
  deps: ResetDeps & { sendsMail: boolean },
  input: Change & { userId: Id; token: string },
): Promise<void> {
  const { workspaceId, by, userId, token } = input
  return changeMembership(deps, input, async (tx, role) => {
    requireManage(role, await targetRole(tx, workspaceId, userId))
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for('update')
    const refused = refusal(user, { self: userId === by, sendsMail: deps.sendsMail })
    if (refused !== null) throw new AppError('conflict', refused)
    if (await reachesElsewhere(tx, userId, workspaceId))
      throw new AppError(
        'conflict',
        'Couldn’t create a link: this account also has access outside of this workspace. Only the person who runs this server can create one.',
      )
    const ofAdmins = and(eq(resetLinks.userId, userId), eq(resetLinks.workspaceId, workspaceId))
    await tx.delete(resetLinks).where(and(ofAdmins, ne(resetLinks.tokenHash, hashToken(token))))
    await addResetLink(tx, deps, { userId, token, origin: { createdBy: by, workspaceId } })
  })
}

function refusal(
  user: typeof users.$inferSelect | undefined,
  { self, sendsMail }: { self: boolean; sendsMail: boolean },
): string | null {
  if (self) return 'Change your own password in Settings.'
  if (user?.guest) return 'A guest account has no password. Ask them to sign up.'
  if (!user?.email) return 'They sign in without a password.'
  if (sendsMail)
    return 'This server sends reset links by e-mail: ask them to use “Forgot password?” on the sign-in page.'
  return null
}

/** Whether what the link's creation required still holds. */
export async function mayStillReset(
  tx: Tx,
  link: { userId: string; createdBy: string | null; workspaceId: string | null },
): Promise<boolean> {
  const { userId, createdBy, workspaceId } = link
  if (createdBy === null || workspaceId === null) return true
  const by = await roleIn(tx, workspaceId, createdBy)
  const of = await roleIn(tx, workspaceId, userId)
  if (by === null || of === null || !mayManage(by, of)) return false
  return !(await reachesElsewhere(tx, userId, workspaceId))
}

/** Another workspace with other members or with sessions, or a session of another by a share link. */
async function reachesElsewhere(tx: Tx, userId: string, workspaceId: string): Promise<boolean> {
  const other = alias(members, 'other')
  const [place] = await tx
    .select({ id: members.workspaceId })
    .from(members)
    .leftJoin(other, and(eq(other.workspaceId, members.workspaceId), ne(other.userId, userId)))
    .leftJoin(
      sessions,
      and(eq(sessions.workspaceId, members.workspaceId), isNull(sessions.deletedAt)),
    )
    .where(
      and(
        eq(members.userId, userId),
        ne(members.workspaceId, workspaceId),
        or(
          eq(other.workspaceId, members.workspaceId),
          eq(sessions.workspaceId, members.workspaceId),
        ),
      ),
    )
    .limit(1)
  if (place) return true
  const [grant] = await tx
    .select({ id: grants.linkId })
    .from(grants)
    .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .where(and(eq(grants.userId, userId), ne(sessions.workspaceId, workspaceId)))
    .limit(1)
  return grant !== undefined
}
