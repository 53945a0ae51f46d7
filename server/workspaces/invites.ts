import { and, count, desc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { invites, members, users, workspaces } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { InviteLook, InviteView, NewInvite } from '../../shared/protocol/invite.ts'
import type { WorkspaceDeps } from './deps.ts'
import { lockWorkspace, roleIn } from './members.ts'
import { hashToken } from './tokens.ts'

type InviteRow = typeof invites.$inferSelect

const dayMs = 24 * 60 * 60_000

/** Why an invite lets nobody in; `open` where it does. */
function stateOf(invite: InviteRow, at: Date): InviteLook['state'] {
  if (invite.revokedAt) return 'revoked'
  if (invite.maxUses !== null && invite.uses >= invite.maxUses) return 'used_up'
  if (invite.expiresAt && invite.expiresAt <= at) return 'expired'
  return 'open'
}

const words: Record<Exclude<InviteLook['state'], 'open'>, string> = {
  revoked: 'This invite has been revoked. Ask for a new one.',
  used_up: 'This invite has been used as often as it may. Ask for a new one.',
  expired: 'This invite has expired. Ask for a new one.',
}

function stillOpen(at: Date) {
  return and(
    isNull(invites.revokedAt),
    or(isNull(invites.expiresAt), gt(invites.expiresAt, at)),
    or(isNull(invites.maxUses), lt(invites.uses, invites.maxUses)),
  )
}

/** The workspace's invites that still let somebody in, the newest first. */
export async function listInvites(
  { db, clock }: WorkspaceDeps,
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

/** Makes an invite. Id and token are the client's. Throws AppError conflict where one of them is another's. */
export async function createInvite(
  { db, clock }: WorkspaceDeps,
  input: NewInvite & { by: Id },
): Promise<void> {
  const at = clock.date()
  const tokenHash = hashToken(input.token)
  await db.transaction(async (tx) => {
    await lockWorkspace(tx, input.workspaceId)
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
        createdAt: at,
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

/** Gives an invite another token: what was copied of it before lets nobody in any more. Throws AppError not_found. */
export async function replaceInvite(
  { db, clock }: WorkspaceDeps,
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

/** Ends an invite; who came by it stays. Throws AppError not_found. */
export async function revokeInvite(
  { db, clock }: WorkspaceDeps,
  input: { workspaceId: Id; id: Id },
): Promise<void> {
  const changed = await db
    .update(invites)
    .set({ revokedAt: clock.date() })
    .where(and(eq(invites.id, input.id), eq(invites.workspaceId, input.workspaceId)))
    .returning({ id: invites.id })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such invite.')
}

function unknownInvite() {
  return new AppError('not_found', 'There is no such invite. The link may be incomplete.')
}

/** What an invite says to whoever holds its token, signed in or not (null). Throws AppError not_found. */
export async function lookAtInvite(
  { db, clock }: { db: Db; clock: Clock },
  token: string,
  userId: Id | null,
): Promise<InviteLook> {
  const [row] = await db
    .select({ invite: invites, workspace: workspaces, by: users.name })
    .from(invites)
    .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(eq(invites.tokenHash, hashToken(token)))
  if (!row) throw unknownInvite()
  const { invite, workspace, by } = row
  const state = stateOf(invite, clock.date())
  const [member] =
    userId === null
      ? []
      : await db
          .select({ role: members.role })
          .from(members)
          .where(and(eq(members.workspaceId, workspace.id), eq(members.userId, userId)))
  return {
    state,
    offer: state === 'open' ? { workspace: workspace.name, role: invite.role, by } : null,
    member: member ? workspace.slug : null,
  }
}

/**
 * Lets somebody in by an invite, and counts it in the same transaction: of two who come for the last use, one gets in. Who
 * is in already is led on, keeps their role and uses nothing up. Answers the workspace's address. Throws AppError not_found,
 * conflict.
 */
export async function acceptInvite(
  { db, bus, clock }: WorkspaceDeps,
  input: { token: string; userId: Id },
): Promise<{ slug: string }> {
  const { slug, workspaceId, joined } = await db.transaction(async (tx) => {
    const byToken = eq(invites.tokenHash, hashToken(input.token))
    const [known] = await tx
      .select({ id: workspaces.id, slug: workspaces.slug })
      .from(invites)
      .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
      .where(byToken)
    if (!known) throw unknownInvite()
    await lockWorkspace(tx, known.id)
    // read under the lock: what was read before may have been used up or revoked since
    const [invite] = await tx.select().from(invites).where(byToken).for('update')
    if (!invite) throw unknownInvite()
    const place = { slug: known.slug, workspaceId: known.id }
    if ((await roleIn(tx, known.id, input.userId)) !== null) return { ...place, joined: false }
    const state = stateOf(invite, clock.date())
    if (state !== 'open') throw new AppError('conflict', words[state])
    await tx.insert(members).values({
      workspaceId: known.id,
      userId: input.userId,
      role: invite.role,
      createdAt: clock.date(),
    })
    await tx
      .update(invites)
      .set({ uses: invite.uses + 1 })
      .where(eq(invites.id, invite.id))
    return { ...place, joined: true }
  })
  if (joined)
    bus.publish({ type: 'access_changed', workspaceId, sessionId: null, userId: input.userId })
  return { slug }
}
