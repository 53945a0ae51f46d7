import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

/** The session whose preview has this address. */
export async function previewSession(db: Db, previewId: string): Promise<{ sessionId: Id } | null> {
  const [row] = await db
    .select({ sessionId: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.previewId, previewId), isNull(sessions.deletedAt)))
  return row ?? null
}
