import { inArray } from 'drizzle-orm'
import { users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { colorOf } from '../../shared/person-color.ts'
import type { Person } from '../../shared/protocol/person.ts'

/** A user's row as others in the session see it. */
export function personOf(user: { id: Id; name: string }): Person {
  return {
    id: user.id,
    name: user.name,
    color: colorOf(user.id),
  }
}

/** Finds people by their ids. */
export type People = (ids: readonly Id[]) => Person[]

/** Reads the people of several lists of ids at once; the answer gives each list's, in its order. */
export async function readPeople(
  db: Db | Tx,
  lists: ReadonlyArray<readonly Id[]>,
): Promise<People> {
  const ids = [...new Set(lists.flat())]
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: users.id, name: users.name })
          .from(users)
          .where(inArray(users.id, ids))
  const byId = new Map(rows.map((row) => [row.id, personOf(row)]))
  return (list) => list.flatMap((id) => byId.get(id) ?? [])
}
