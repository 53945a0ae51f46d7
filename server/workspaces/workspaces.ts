import { and, asc, eq } from 'drizzle-orm'
import { members, workspaces } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { slugFor } from './personal-workspace.ts'
import type { WorkspaceDeps } from './deps.ts'

const view = {
  id: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  role: members.role,
}

/** Somebody's workspaces, in the order in which they came to them. */
export function listWorkspaces(db: Db, userId: Id): Promise<WorkspaceView[]> {
  return db
    .select(view)
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt))
}

/** Makes a workspace, owned by who makes it. The id is the client's. Throws AppError conflict where it is another's. */
export function createWorkspace(
  { db, clock }: WorkspaceDeps,
  input: { id: Id; name: string; by: Id },
): Promise<WorkspaceView> {
  return db.transaction(async (tx) => {
    const made = await tx
      .insert(workspaces)
      .values({
        id: input.id,
        slug: slugFor(input.name),
        name: input.name,
        createdAt: clock.date(),
      })
      .onConflictDoNothing({ target: workspaces.id })
      .returning({ id: workspaces.id })
    if (made.length > 0)
      await tx
        .insert(members)
        .values({ workspaceId: input.id, userId: input.by, role: 'owner', createdAt: clock.date() })
    const [row] = await tx
      .select(view)
      .from(workspaces)
      .innerJoin(members, eq(members.workspaceId, workspaces.id))
      .where(
        and(eq(workspaces.id, input.id), eq(members.userId, input.by), eq(members.role, 'owner')),
      )
    if (!row) throw new AppError('conflict', 'That workspace id is taken.')
    return row
  })
}

/** Gives a workspace another name; its address stays. */
export async function renameWorkspace(
  { db, bus }: WorkspaceDeps,
  input: { id: Id; name: string },
): Promise<void> {
  await db.update(workspaces).set({ name: input.name }).where(eq(workspaces.id, input.id))
  bus.publish({ type: 'access_changed', workspaceId: input.id, sessionId: null, userId: null })
}
