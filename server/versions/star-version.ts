import { eq } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { versionOf } from './read-tree.ts'

/** Everybody in the session sees the star. Throws AppError not_found. */
export function starVersion(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { sessionId: Id; versionId: Id; starred: boolean; by: Id },
): Promise<void> {
  const { sessionId, versionId, starred, by } = input
  return lockSession(sessionId, async ({ tx, emit }) => {
    const version = await versionOf(tx, sessionId, versionId)
    if ((version.starredBy !== null) === starred) return
    await tx
      .update(versions)
      .set({ starredBy: starred ? by : null })
      .where(eq(versions.id, versionId))
    emit({ type: 'version_changed', versionId })
  })
}
