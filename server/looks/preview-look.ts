import { and, eq, isNull, lt } from 'drizzle-orm'
import { looks, sessions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Clock } from '../lib/clock.ts'

/** A use is stored at most this often. */
const noteEveryMs = 30_000

interface Deps {
  db: Db
  clock: Pick<Clock, 'date'>
}

/** Puts off the look's end. */
export async function noteUse({ db, clock }: Deps, lookId: Id): Promise<void> {
  const now = clock.date()
  const due = lt(looks.usedAt, new Date(now.getTime() - noteEveryMs))
  await db
    .update(looks)
    .set({ usedAt: now })
    .where(and(eq(looks.id, lookId), due))
}

/** The look that has this address. For the gateway, which treats it like a session. Counts as a use. */
export async function previewLook(
  deps: Deps,
  previewId: string,
): Promise<{ sessionId: Id } | null> {
  const [row] = await deps.db
    .select({ id: looks.id })
    .from(looks)
    .innerJoin(sessions, eq(sessions.id, looks.sessionId))
    .where(and(eq(looks.previewId, previewId), isNull(sessions.deletedAt)))
  if (!row) return null
  await noteUse(deps, row.id)
  return { sessionId: row.id }
}
