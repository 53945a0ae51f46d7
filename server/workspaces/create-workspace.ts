import { and, eq } from 'drizzle-orm'
import { members, workspaces } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { workspaceView } from './list-workspaces.ts'
import { slugFor } from './slug.ts'

/** Idempotent. Throws conflict if another user took the id. */
export function createWorkspace(
  { db, clock }: Pick<WorkspaceDeps, 'db' | 'clock'>,
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
      .select(workspaceView)
      .from(workspaces)
      .innerJoin(members, eq(members.workspaceId, workspaces.id))
      .where(
        and(eq(workspaces.id, input.id), eq(members.userId, input.by), eq(members.role, 'owner')),
      )
    if (!row) throw new AppError('conflict', 'That workspace id is taken.')
    return row
  })
}
