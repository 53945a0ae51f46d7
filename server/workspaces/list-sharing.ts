import type { Sharing, PersonWithAccess } from '../../shared/protocol/share-link.ts'
import { asc, eq } from 'drizzle-orm'
import { grants, shareLinks, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { colorOf } from '../../shared/person-color.ts'
import { higherRole, type Role } from '../../shared/roles.ts'
import { listMembers } from './list-members.ts'
import { openLinks } from './share-link-rows.ts'

export async function listSharing(
  db: Db,
  input: { sessionId: Id; workspaceId: Id },
): Promise<Sharing> {
  const links = await db
    .select({
      id: shareLinks.id,
      role: shareLinks.role,
      createdBy: users.name,
      createdAt: shareLinks.createdAt,
      visitors: db.$count(grants, eq(grants.linkId, shareLinks.id)),
    })
    .from(shareLinks)
    .innerJoin(users, eq(users.id, shareLinks.createdBy))
    .where(openLinks(input.sessionId))
    .orderBy(asc(shareLinks.createdAt))
  const people = new Map<Id, PersonWithAccess>()
  for (const { id, name, color, guest, role } of await listMembers(db, input.workspaceId))
    people.set(id, { id, name, color, guest, role, by: 'membership' })
  const visitors = await db
    .select({ id: users.id, name: users.name, guest: users.guest, role: shareLinks.role })
    .from(grants)
    .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
    .innerJoin(users, eq(users.id, grants.userId))
    .where(openLinks(input.sessionId))
    .orderBy(asc(grants.createdAt))
  for (const visitor of visitors) {
    const known = people.get(visitor.id)
    const role = known ? higherRole<Role>(known.role, visitor.role) : visitor.role
    people.set(visitor.id, {
      ...visitor,
      color: colorOf(visitor.id),
      role,
      by: known?.by ?? 'link',
    })
  }
  return {
    people: [...people.values()],
    links: links.map((link) => ({ ...link, createdAt: link.createdAt.toISOString() })),
  }
}
