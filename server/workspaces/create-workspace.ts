import { and, eq } from 'drizzle-orm'
import { members, users, workspaces } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Quotas } from '../lib/quotas.ts'
import type { WorkspaceDeps } from './deps.ts'
import { workspaceView } from './list-workspaces.ts'
import { slugFor } from './slug.ts'

/** Idempotent. Throws conflict if another user took the id. */
export function createWorkspace(
  { db, clock, quotas }: Pick<WorkspaceDeps, 'db' | 'clock'> & { quotas: Quotas },
  input: { id: Id; name: string; by: Id },
): Promise<WorkspaceView> {
  return db.transaction(async (tx) => {
    // several calls at once count each other
    await tx.select({ id: users.id }).from(users).where(eq(users.id, input.by)).for('no key update')
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
    if (made.length > 0) {
      const own = and(eq(members.userId, input.by), eq(members.role, 'owner'))
      if ((await tx.$count(members, own)) >= quotas.workspacesPerPerson)
        throw new AppError(
          'conflict',
          `You own ${quotas.workspacesPerPerson} workspaces, as many as this server allows. Use one of them, or transfer one to another member.`,
        )
      await tx
        .insert(members)
        .values({ workspaceId: input.id, userId: input.by, role: 'owner', createdAt: clock.date() })
    }
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
