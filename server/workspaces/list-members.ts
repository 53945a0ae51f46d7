import type { MemberView } from '../../shared/protocol/workspace-view.ts'
import { asc, eq } from 'drizzle-orm'
import { members, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { colorOf } from '../../shared/person-color.ts'
import { Role } from '../../shared/roles.ts'

/** By role, then time of joining. */
export async function listMembers(db: Db, workspaceId: Id): Promise<MemberView[]> {
  const rows = await db
    .select({
      id: users.id,
      name: users.name,
      guest: users.guest,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(members.workspaceId, workspaceId))
    .orderBy(asc(members.createdAt))
  const rank = (role: Role) => Role.options.indexOf(role)
  return rows
    .map((row) => ({ ...row, color: colorOf(row.id), joinedAt: row.joinedAt.toISOString() }))
    .sort((a, b) => rank(a.role) - rank(b.role))
}
