import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { asc, eq } from 'drizzle-orm'
import { members, workspaces } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

export const workspaceView = {
  id: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  role: members.role,
}

/** By time of joining. */
export function listWorkspaces(db: Db, userId: Id): Promise<WorkspaceView[]> {
  return db
    .select(workspaceView)
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt))
}
