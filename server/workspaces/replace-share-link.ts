import { and, eq } from 'drizzle-orm'
import { shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { openLinks } from './share-link-rows.ts'
import { hashToken } from './tokens.ts'

/** Replaces the token, so that copied links stop working. Throws not_found. */
export async function replaceShareLink(
  { db }: Pick<WorkspaceDeps, 'db'>,
  input: { sessionId: Id; id: Id; token: string },
): Promise<void> {
  const changed = await db
    .update(shareLinks)
    .set({ tokenHash: hashToken(input.token) })
    .where(and(eq(shareLinks.id, input.id), openLinks(input.sessionId)))
    .returning({ id: shareLinks.id })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such link.')
}
