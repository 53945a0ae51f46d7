import { eq } from 'drizzle-orm'
import { workspaces } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceDeps } from './deps.ts'

/** The slug stays. */
export async function renameWorkspace(
  { db, bus }: Pick<WorkspaceDeps, 'db' | 'bus'>,
  input: { id: Id; name: string },
): Promise<void> {
  await db.update(workspaces).set({ name: input.name }).where(eq(workspaces.id, input.id))
  bus.publish({ type: 'access_changed', workspaceId: input.id, sessionId: null, userId: null })
}
