import { and, desc, eq, isNotNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { sessions, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { DeletedSession } from '../../shared/protocol/session-view.ts'
import { personOf } from '../people/people.ts'

/** The last deleted first. */
export async function listBin(db: Db, workspaceId: Id): Promise<DeletedSession[]> {
  const deleter = alias(users, 'deleter')
  const rows = await db
    .select({
      id: sessions.id,
      name: sessions.name,
      deletedAt: sessions.deletedAt,
      deletedBy: { id: deleter.id, name: deleter.name },
    })
    .from(sessions)
    .leftJoin(deleter, eq(deleter.id, sessions.deletedBy))
    .where(and(eq(sessions.workspaceId, workspaceId), isNotNull(sessions.deletedAt)))
    .orderBy(desc(sessions.deletedAt))
    .limit(200)
  return rows.flatMap(({ id, name, deletedAt, deletedBy }) =>
    deletedAt === null
      ? []
      : [
          {
            id,
            name,
            deletedAt: deletedAt.toISOString(),
            deletedBy: deletedBy && personOf(deletedBy),
            goneAt: new Date(deletedAt.getTime() + limits.binMs).toISOString(),
          },
        ],
  )
}
