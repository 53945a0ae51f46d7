import { eq } from 'drizzle-orm'
import { messages } from '../../drizzle/schema.ts'
import type { Db, RunRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

export async function authorsOf(
  db: Db | Tx,
  run: Pick<RunRow, 'messageId' | 'authorId'>,
): Promise<Id[]> {
  const [message] = await db
    .select({ authors: messages.authors })
    .from(messages)
    .where(eq(messages.id, run.messageId))
  return message?.authors ?? [run.authorId]
}
