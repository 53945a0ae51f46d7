import { and, eq, isNull } from 'drizzle-orm'
import { members, sessions, workspaces } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { type Action, can, type Role } from '../../shared/roles.ts'

export interface WorkspaceAccess {
  role: Role
  workspace: { id: Id; slug: string; name: string }
}

const need = <T extends { role: Role }>(access: T | undefined, action: Action, what: string): T => {
  // what isn't theirs must look as if it weren't there
  if (!access) throw new AppError('not_found', `There is no such ${what}.`)
  if (!can(access.role, action))
    throw new AppError('forbidden', `Your role here (${access.role}) does not allow that.`)
  return access
}

const workspaceColumns = { id: workspaces.id, slug: workspaces.slug, name: workspaces.name }

/** The person's role in the session's workspace, where it allows the action. Throws not_found, forbidden. */
export const accessToSession = async (
  db: Db,
  userId: Id,
  sessionId: Id,
  action: Action,
): Promise<WorkspaceAccess> => {
  const [row] = await db
    .select({ role: members.role, workspace: workspaceColumns })
    .from(sessions)
    .innerJoin(workspaces, eq(workspaces.id, sessions.workspaceId))
    .innerJoin(
      members,
      and(eq(members.workspaceId, sessions.workspaceId), eq(members.userId, userId)),
    )
    .where(and(eq(sessions.id, sessionId), isNull(sessions.deletedAt)))
  return need(row, action, 'session')
}

/** The same for a workspace, by id or by slug. */
export const accessToWorkspace = async (
  db: Db,
  userId: Id,
  workspace: { id: Id } | { slug: string },
  action: Action,
): Promise<WorkspaceAccess> => {
  const [row] = await db
    .select({ role: members.role, workspace: workspaceColumns })
    .from(workspaces)
    .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
    .where(
      'id' in workspace ? eq(workspaces.id, workspace.id) : eq(workspaces.slug, workspace.slug),
    )
  return need(row, action, 'workspace')
}
