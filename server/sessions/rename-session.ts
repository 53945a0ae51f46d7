import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { CommandDeps } from '../events/command-deps.ts'

export function renameSession(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { id: Id; name: string },
) {
  return lockSession(input.id, async ({ tx, emit }) => {
    await tx.update(sessions).set({ name: input.name }).where(eq(sessions.id, input.id))
    emit({ type: 'session_changed' })
  })
}
