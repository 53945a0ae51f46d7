import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import {
  grants,
  invites,
  members,
  sessions,
  shareLinks,
  users,
  workspaces,
} from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { colorOf } from '../../shared/person-color.ts'
import { can, type GivenRole, mayManage, Role } from '../../shared/roles.ts'
import type { MemberView } from '../../shared/protocol/workspace-view.ts'
import type { WorkspaceDeps } from './deps.ts'
import { movePreviews } from './move-previews.ts'

/** Everybody in the workspace, the owner first, then by role and by when they came. */
export async function listMembers(db: Db, workspaceId: Id): Promise<MemberView[]> {
  const rows = await db
    .select({
      id: users.id,
      name: users.name,
      guest: users.guest,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.workspaceId, workspaceId))
    .orderBy(asc(members.createdAt))
  const rank = (role: Role) => Role.options.indexOf(role)
  return rows
    .map((row) => ({ ...row, color: colorOf(row.id), joinedAt: row.joinedAt.toISOString() }))
    .sort((a, b) => rank(a.role) - rank(b.role))
}

interface Change {
  workspaceId: Id
  /** Who does it. */
  by: Id
}

/**
 * Changes who is in a workspace: its row is locked first, so that the roles that `work` reads are those that hold, and there
 * is one owner at every moment.
 */
function inMembership<T>(
  { db }: WorkspaceDeps,
  { workspaceId, by }: Change,
  work: (tx: Tx, role: Role) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const role = await roleIn(tx, workspaceId, by)
    if (role === null) throw new AppError('not_found', 'There is no such workspace.')
    return work(tx, role)
  })
}

/** Locks the workspace's row: whoever joins, leaves or changes a role does it one after the other. */
export async function lockWorkspace(tx: Tx, workspaceId: Id): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for('update')
}

function memberOf(workspaceId: Id, userId: Id) {
  return and(eq(members.workspaceId, workspaceId), eq(members.userId, userId))
}

/** Somebody's role in a workspace; null where they are not in it. */
export async function roleIn(tx: Tx, workspaceId: Id, userId: Id): Promise<Role | null> {
  const [row] = await tx
    .select({ role: members.role })
    .from(members)
    .where(memberOf(workspaceId, userId))
  return row?.role ?? null
}

async function targetRole(tx: Tx, workspaceId: Id, userId: Id): Promise<Role> {
  const role = await roleIn(tx, workspaceId, userId)
  if (role === null) throw new AppError('not_found', 'There is no such member in this workspace.')
  return role
}

/** Who changed a member may have been changed themselves a moment ago. */
function needToManage(by: Role, of: Role): void {
  if (mayManage(by, of)) return
  throw new AppError(
    'forbidden',
    of === 'owner'
      ? 'The owner stays the owner until they transfer the workspace themselves.'
      : `Your role here (${by}) does not allow that.`,
  )
}

function tell({ bus }: WorkspaceDeps, workspaceId: Id, userId: Id) {
  return bus.publish({ type: 'access_changed', workspaceId, sessionId: null, userId })
}

/** Gives a member another role. Throws AppError not_found, forbidden. */
export async function setRole(
  deps: WorkspaceDeps,
  input: Change & { userId: Id; role: GivenRole },
): Promise<void> {
  const { workspaceId, userId, role } = input
  await inMembership(deps, input, async (tx, by) => {
    needToManage(by, await targetRole(tx, workspaceId, userId))
    await tx.update(members).set({ role }).where(memberOf(workspaceId, userId))
    // invites that they might no longer make must not let anybody in either
    if (!can(role, 'workspace.members')) await revokeInvitesOf(tx, deps, workspaceId, userId)
  })
  tell(deps, workspaceId, userId)
}

/** Takes a member out, with all they had by share links in the workspace's sessions. Throws AppError not_found, forbidden. */
export async function removeMember(
  deps: WorkspaceDeps,
  input: Change & { userId: Id },
): Promise<void> {
  const { workspaceId, userId } = input
  if (userId === input.by) return leaveWorkspace(deps, input)
  await inMembership(deps, input, async (tx, by) => {
    needToManage(by, await targetRole(tx, workspaceId, userId))
    await takeOut(tx, deps, workspaceId, userId)
  })
  tell(deps, workspaceId, userId)
  await movePreviews(deps, workspaceId)
}

/** Ends one's own membership. Throws AppError conflict for the owner, whom a workspace always has. */
export async function leaveWorkspace(deps: WorkspaceDeps, input: Change): Promise<void> {
  await inMembership(deps, input, async (tx, role) => {
    if (role === 'owner')
      throw new AppError(
        'conflict',
        'A workspace always has an owner. Transfer it to another member first.',
      )
    await takeOut(tx, deps, input.workspaceId, input.by)
  })
  tell(deps, input.workspaceId, input.by)
  await movePreviews(deps, input.workspaceId)
}

/** Makes another member the owner; who was it becomes an admin. Throws AppError not_found, forbidden, conflict. */
export async function transferWorkspace(
  deps: WorkspaceDeps,
  input: Change & { to: Id },
): Promise<void> {
  const { workspaceId, by, to } = input
  await inMembership(deps, input, async (tx, role) => {
    if (role !== 'owner') throw new AppError('forbidden', 'Only the owner can do that.')
    await targetRole(tx, workspaceId, to)
    const [user] = await tx.select({ guest: users.guest }).from(users).where(eq(users.id, to))
    if (to !== by && user?.guest)
      throw new AppError(
        'conflict',
        'A guest may lose their way back at any time. They can own it once they have signed up.',
      )
    await tx.update(members).set({ role: 'admin' }).where(memberOf(workspaceId, by))
    await tx.update(members).set({ role: 'owner' }).where(memberOf(workspaceId, to))
  })
  for (const userId of [by, to]) tell(deps, workspaceId, userId)
}

async function takeOut(tx: Tx, deps: WorkspaceDeps, workspaceId: Id, userId: Id): Promise<void> {
  await tx.delete(members).where(memberOf(workspaceId, userId))
  const links = tx
    .select({ id: shareLinks.id })
    .from(shareLinks)
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .where(eq(sessions.workspaceId, workspaceId))
  await tx.delete(grants).where(and(eq(grants.userId, userId), inArray(grants.linkId, links)))
  await revokeInvitesOf(tx, deps, workspaceId, userId)
}

/** Who is out must not come in again by an invite of their own. */
async function revokeInvitesOf(
  tx: Tx,
  { clock }: WorkspaceDeps,
  workspaceId: Id,
  userId: Id,
): Promise<void> {
  await tx
    .update(invites)
    .set({ revokedAt: clock.date() })
    .where(
      and(
        eq(invites.workspaceId, workspaceId),
        eq(invites.createdBy, userId),
        isNull(invites.revokedAt),
      ),
    )
}
