import { inArray } from 'drizzle-orm'
import { users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { colorOf } from '../../shared/person-color.ts'
import type { Person } from '../../shared/protocol/person.ts'

export function personOf(user: { id: Id; name: string }): Person {
  return {
    id: user.id,
    name: user.name,
    color: colorOf(user.id),
  }
}

export type People = (ids: readonly Id[]) => Person[]

/** One query for several lists. The returned function maps a list to its people, in order. */
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
