import { and, eq, isNotNull } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { messages, sessions, users, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { limits } from '../../shared/limits.ts'
import type { SessionPageInput } from '../../shared/protocol/inputs/session-inputs.ts'
import type { DeletedSession } from '../../shared/protocol/session-view.ts'
import { personOf } from '../people/people.ts'
import { afterCursor, newestFirst } from './after-cursor.ts'

/** A page, the last deleted first. */
export async function listBin(
  db: Db,
  { workspaceId, cursor, count = limits.sessionsPage }: SessionPageInput,
): Promise<DeletedSession[]> {
  const deleter = alias(users, 'deleter')
  const rows = await db
    .select({
      id: sessions.id,
      name: sessions.name,
      deletedAt: sessions.deletedAt,
      deletedBy: { id: deleter.id, name: deleter.name },
      messages: db.$count(messages, eq(messages.sessionId, sessions.id)),
      versions: db.$count(versions, eq(versions.sessionId, sessions.id)),
    })
    .from(sessions)
    .leftJoin(deleter, eq(deleter.id, sessions.deletedBy))
    .where(
      and(
        eq(sessions.workspaceId, workspaceId),
        isNotNull(sessions.deletedAt),
        afterCursor(sessions.deletedAt, cursor),
      ),
    )
    .orderBy(...newestFirst(sessions.deletedAt))
    .limit(count)
  return rows.flatMap(({ deletedAt, deletedBy, ...session }) =>
    deletedAt === null
      ? []
      : [
          {
            ...session,
            deletedAt: deletedAt.toISOString(),
            deletedBy: deletedBy && personOf(deletedBy),
            goneAt: new Date(deletedAt.getTime() + limits.binMs).toISOString(),
          },
        ],
  )
}
