import { members } from '../../../drizzle/schema.ts'
import { newId } from '../../../shared/ids.ts'
import type { startAppServer } from '../../testing/app-server.ts'
import { signUp } from './account.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

/** An owner and a member with accounts, in a workspace. */
export async function pair(app: App, role: 'admin' | 'editor' = 'editor') {
  const owner = await signUp(app, 'Olga')
  const member = await signUp(app, 'Mia')
  const { id: workspaceId } = await owner.api.workspaces.create.mutate({
    id: newId(),
    name: 'Team',
  })
  await app.db.insert(members).values({ workspaceId, userId: member.me.id, role })
  return { owner, member, workspaceId }
}
