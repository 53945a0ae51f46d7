import { and, eq } from 'drizzle-orm'
import { members, workspaces } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { type Action, can, mayManage, type Role } from '../../shared/roles.ts'
import { words } from '../lib/words.ts'
import type { WorkspaceDeps } from './deps.ts'

export interface Change {
  workspaceId: Id
  by: Id
}

/** Locks the workspace so that roles can't change meanwhile. Throws not_found. */
export function changeMembership<T>(
  { db }: Pick<WorkspaceDeps, 'db'>,
  { workspaceId, by }: Change,
  work: (tx: Tx, role: Role) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const role = await roleIn(tx, workspaceId, by)
    if (role === null) throw new AppError('not_found', words.noWorkspace)
    return work(tx, role)
  })
}

/** Serializes joining, leaving and role changes. */
export async function lockWorkspace(tx: Tx, workspaceId: Id): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for('update')
}

export function memberOf(workspaceId: Id, userId: Id) {
  return and(eq(members.workspaceId, workspaceId), eq(members.userId, userId))
}

/** Null for non-members. */
export async function roleIn(tx: Tx, workspaceId: Id, userId: Id): Promise<Role | null> {
  const [row] = await tx
    .select({ role: members.role })
    .from(members)
    .where(memberOf(workspaceId, userId))
  return row?.role ?? null
}

export async function targetRole(tx: Tx, workspaceId: Id, userId: Id): Promise<Role> {
  const role = await roleIn(tx, workspaceId, userId)
  if (role === null) throw new AppError('not_found', 'There is no such member in this workspace.')
  return role
}

/**
 * Locks the workspace and checks the caller's role again: it may have ended since the call began.
 * Throws not_found, forbidden.
 */
export async function requireStill(
  tx: Tx,
  { workspaceId, by }: Change,
  action: Action,
): Promise<void> {
  await lockWorkspace(tx, workspaceId)
  const role = await roleIn(tx, workspaceId, by)
  if (role === null) throw new AppError('not_found', words.noWorkspace)
  if (!can(role, action)) throw new AppError('forbidden', words.roleForbids(role))
}

/** Call under the lock: the acting user's role may have changed. */
export function requireManage(by: Role, of: Role): void {
  if (mayManage(by, of)) return
  throw new AppError(
    'forbidden',
    of === 'owner'
      ? 'The owner’s role can’t be changed. Only they can transfer the workspace.'
      : words.roleForbids(by),
  )
}

export function publishChange({ bus }: Pick<WorkspaceDeps, 'bus'>, workspaceId: Id, userId: Id) {
  return bus.publish({ type: 'access_changed', workspaceId, sessionId: null, userId })
}
