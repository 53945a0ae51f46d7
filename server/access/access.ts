import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { grants, members, sessions, shareLinks, workspaces } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import {
  type Action,
  can,
  higherRole,
  type LinkRole,
  may,
  type Role,
  roleOf,
  type Standing,
} from '../../shared/roles.ts'
import { words } from '../lib/words.ts'

interface WorkspaceName {
  id: Id
  slug: string
  name: string
}

export interface WorkspaceAccess {
  role: Role
  workspace: WorkspaceName
}

export interface SessionAccess {
  /** The higher of the standing's two roles. */
  role: Role
  standing: Standing
  /** Null for visitors, who must not learn the workspace. */
  workspace: WorkspaceName | null
}

const workspaceColumns = { id: workspaces.id, slug: workspaces.slug, name: workspaces.name }

export function accessKey(userId: Id, placeId: Id): string {
  return `${userId} ${placeId}`
}

/** Permissions by `accessKey`. A user without access has no entry. */
export async function findSessionAccess(
  db: Db | Tx,
  userIds: Id[],
  sessionIds: Id[],
): Promise<Map<string, SessionAccess>> {
  const asked = and(inArray(sessions.id, sessionIds), isNull(sessions.deletedAt))
  const rows = await unionAll(
    db
      .select({
        userId: members.userId,
        sessionId: sessions.id,
        role: members.role,
        by: sql<'membership' | 'link'>`'membership'`.as('by'),
        ...workspaceColumns,
      })
      .from(sessions)
      .innerJoin(workspaces, eq(workspaces.id, sessions.workspaceId))
      .innerJoin(members, eq(members.workspaceId, sessions.workspaceId))
      .where(and(asked, inArray(members.userId, userIds))),
    db
      .select({
        userId: grants.userId,
        sessionId: sessions.id,
        role: sql<Role>`${shareLinks.role}`.as('role'),
        by: sql<'membership' | 'link'>`'link'`.as('by'),
        ...workspaceColumns,
      })
      .from(grants)
      .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
      .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
      .innerJoin(workspaces, eq(workspaces.id, sessions.workspaceId))
      .where(and(asked, inArray(grants.userId, userIds), isNull(shareLinks.revokedAt))),
  )
  const found = new Map<string, { standing: Standing; workspace: WorkspaceName | null }>()
  for (const { userId, sessionId, role, by, ...workspace } of rows) {
    const key = accessKey(userId, sessionId)
    const known = found.get(key) ?? { standing: { member: null, link: null }, workspace: null }
    if (by === 'membership') known.standing.member = role
    else known.standing.link = higherLink(known.standing.link, role as LinkRole)
    if (by === 'membership') known.workspace = workspace
    found.set(key, known)
  }
  return new Map(
    [...found].flatMap(([key, { standing, workspace }]) => {
      const role = roleOf(standing)
      return role === null ? [] : [[key, { role, standing, workspace }] as const]
    }),
  )
}

function higherLink(known: LinkRole | null, role: LinkRole): LinkRole {
  return known === null ? role : higherRole(known, role)
}

export async function findWorkspaceAccess(
  db: Db,
  userIds: Id[],
  workspaceIds: Id[],
): Promise<Map<string, WorkspaceAccess>> {
  const rows = await db
    .select({ userId: members.userId, role: members.role, workspace: workspaceColumns })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(inArray(members.userId, userIds), inArray(members.workspaceId, workspaceIds)))
  return new Map(
    rows.map(({ userId, role, workspace }) => [
      accessKey(userId, workspace.id),
      { role, workspace },
    ]),
  )
}

function forbidden(role: Role) {
  return new AppError('forbidden', words.roleForbids(role))
}

/**
 * Throws AppError not_found without access, so that nobody learns what exists; forbidden if the
 * role is too low.
 */
export function needInSession(access: SessionAccess | undefined, action: Action): SessionAccess {
  if (!access) throw new AppError('not_found', words.noSession)
  if (!may(access.standing, action)) throw forbidden(access.role)
  return access
}

export function needInWorkspace(
  access: WorkspaceAccess | undefined,
  action: Action,
): WorkspaceAccess {
  if (!access) throw new AppError('not_found', words.noWorkspace)
  if (!can(access.role, action)) throw forbidden(access.role)
  return access
}

/** Throws as `needInSession` does. */
export async function accessToSession(
  db: Db | Tx,
  userId: Id,
  sessionId: Id,
  action: Action,
): Promise<SessionAccess> {
  const found = await findSessionAccess(db, [userId], [sessionId])
  return needInSession(found.get(accessKey(userId, sessionId)), action)
}

/** Takes an id or a slug. Throws as `needInWorkspace` does. */
export async function accessToWorkspace(
  db: Db,
  userId: Id,
  workspace: { id: Id } | { slug: string },
  action: Action,
): Promise<WorkspaceAccess> {
  const [row] = await db
    .select({ role: members.role, workspace: workspaceColumns })
    .from(workspaces)
    .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
    .where(
      'id' in workspace ? eq(workspaces.id, workspace.id) : eq(workspaces.slug, workspace.slug),
    )
  return needInWorkspace(row, action)
}
