import { and, eq } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'

/** Also applies to waiting runs. */
export function setSessionModel(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { id: Id; model: string },
) {
  return lockSession(input.id, async ({ tx, emit }) => {
    await tx.update(sessions).set({ model: input.model }).where(eq(sessions.id, input.id))
    await tx
      .update(runs)
      .set({ model: input.model })
      .where(and(eq(runs.sessionId, input.id), eq(runs.status, 'queued')))
    emit({ type: 'session_changed' })
  })
}
