import { eq } from 'drizzle-orm'
import { members, users } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { type Change, changeMembership, memberOf, publishChange, targetRole } from './membership.ts'

/** The owner becomes an admin. Throws not_found, forbidden, conflict. */
export async function transferWorkspace(
  deps: WorkspaceDeps,
  input: Change & { to: Id },
): Promise<void> {
  const { workspaceId, by, to } = input
  await changeMembership(deps, input, async (tx, role) => {
    if (role !== 'owner')
      throw new AppError('forbidden', 'Only the owner can transfer the workspace.')
    await targetRole(tx, workspaceId, to)
    const [user] = await tx.select({ guest: users.guest }).from(users).where(eq(users.id, to))
    if (to !== by && user?.guest)
      throw new AppError(
        'conflict',
        'Couldn’t transfer to a guest: they could lose access at any time. Ask them to sign up first.',
      )
    await tx.update(members).set({ role: 'admin' }).where(memberOf(workspaceId, by))
    await tx.update(members).set({ role: 'owner' }).where(memberOf(workspaceId, to))
  })
  for (const userId of [by, to]) publishChange(deps, workspaceId, userId)
}
