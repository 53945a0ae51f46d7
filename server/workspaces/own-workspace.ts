import { and, asc, eq, inArray } from 'drizzle-orm'
import { members, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { type Action, can, Role } from '../../shared/roles.ts'
import { addPersonalWorkspace } from '../auth/personal-workspace.ts'

/**
 * The workspace that somebody works in where they name none: the first that they came to in which they may do this. Who has
 * none (they left it, or gave it away) gets one of their own.
 */
export const ownWorkspace = (db: Db, userId: Id, action: Action): Promise<Id> =>
  db.transaction(async (tx) => {
    // locked, so that two calls at once don't make two
    const [user] = await tx
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(eq(users.id, userId))
      .for('update')
    if (!user) throw new AppError('not_signed_in', 'Sign in first.')
    const roles = Role.options.filter((role) => can(role, action))
    const [row] = await tx
      .select({ id: members.workspaceId })
      .from(members)
      .where(and(eq(members.userId, userId), inArray(members.role, roles)))
      .orderBy(asc(members.createdAt))
      .limit(1)
    return row ? row.id : addPersonalWorkspace(tx, user)
  })
