import { eq } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { versionOf } from './read-tree.ts'

/** Null takes the name away. Throws AppError not_found. */
export function nameVersion(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { sessionId: Id; versionId: Id; name: string | null },
): Promise<void> {
  const { sessionId, versionId, name } = input
  return lockSession(sessionId, async ({ tx, emit }) => {
    const version = await versionOf(tx, sessionId, versionId)
    if (version.name === name) return
    await tx.update(versions).set({ name }).where(eq(versions.id, versionId))
    emit({ type: 'version_changed', versionId })
  })
}
