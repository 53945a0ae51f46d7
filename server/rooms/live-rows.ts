import { eq } from 'drizzle-orm'
import { liveTexts } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Token } from '../../shared/protocol/token.ts'
import type { Id } from '../../shared/ids.ts'

/** One token per text. */
export async function readLiveTexts(db: Db, sessionId: Id): Promise<Token[]> {
  const rows = await db
    .select({
      messageId: liveTexts.messageId,
      step: liveTexts.step,
      attempt: liveTexts.attempt,
      text: liveTexts.text,
    })
    .from(liveTexts)
    .where(eq(liveTexts.sessionId, sessionId))
  return rows.map((row) => ({ type: 'token', offset: 0, ...row }))
}
