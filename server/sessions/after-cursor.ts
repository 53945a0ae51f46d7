import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { PageCursor } from '../../shared/protocol/inputs/session-inputs.ts'

/** Of a list with the newest first, by whole milliseconds and then by id: what comes after the cursor. */
export function afterCursor(
  column: AnyColumn,
  cursor: PageCursor | null | undefined,
): SQL | undefined {
  if (!cursor) return undefined
  const at = new Date(cursor.at).toISOString()
  return sql`(${byMs(column)}, ${sessions.id}) < (${at}::timestamptz, ${cursor.id}::uuid)`
}

export function newestFirst(column: AnyColumn): SQL[] {
  return [sql`${byMs(column)} desc`, sql`${sessions.id} desc`]
}

function byMs(column: AnyColumn): SQL {
  return sql`date_trunc('milliseconds', ${column})`
}
