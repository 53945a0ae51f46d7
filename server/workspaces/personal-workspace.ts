import { and, asc, eq, inArray } from 'drizzle-orm'
import * as schema from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { type Action, can, Role } from '../../shared/roles.ts'
import { slugFor } from './slug.ts'

export function defaultWorkspaceName(person: string): string {
  return `${person}’s workspace`
}

export async function addPersonalWorkspace(
  tx: Tx,
  user: { id: string; name: string },
): Promise<string> {
  const id = newId()
  await tx
    .insert(schema.workspaces)
    .values({ id, slug: slugFor(user.name), name: defaultWorkspaceName(user.name) })
  await tx.insert(schema.members).values({ workspaceId: id, userId: user.id, role: 'owner' })
  return id
}

/** Only renames workspaces with the default name. Slugs stay. */
export async function followName(
  tx: Tx,
  userId: string,
  before: string,
  after: string,
): Promise<void> {
  const owned = tx
    .select({ id: schema.members.workspaceId })
    .from(schema.members)
    .where(and(eq(schema.members.userId, userId), eq(schema.members.role, 'owner')))
  await tx
    .update(schema.workspaces)
    .set({ name: defaultWorkspaceName(after) })
    .where(
      and(
        inArray(schema.workspaces.id, owned),
        eq(schema.workspaces.name, defaultWorkspaceName(before)),
      ),
    )
}

/** The first joined workspace in which the user may do this, or a new one. */
export function ownWorkspace(db: Db, userId: Id, action: Action): Promise<Id> {
  return db.transaction(async (tx) => {
    // prevents concurrent calls from creating two
    const [user] = await tx
      .select({ id: schema.users.id, name: schema.users.name })
      .from(schema.users)
      .where(eq(schema.users.id, userId))
      .for('update')
    if (!user) throw new AppError('not_signed_in', 'Sign in first.')
    const roles = Role.options.filter((role) => can(role, action))
    const [row] = await tx
      .select({ id: schema.members.workspaceId })
      .from(schema.members)
      .where(and(eq(schema.members.userId, userId), inArray(schema.members.role, roles)))
      .orderBy(asc(schema.members.createdAt))
      .limit(1)
    return row ? row.id : addPersonalWorkspace(tx, user)
  })
}
