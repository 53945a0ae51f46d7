import type { Id } from '../../shared/ids.ts'
import type { WorkspaceView } from '../../shared/views.ts'
import { accessToWorkspace } from './access.ts'
import type { Services } from './context.ts'

/**
 * Yields what somebody is in a workspace at once, and again whenever it is told that somebody came, went or has another role
 * there, until the signal is aborted. Throws as `accessToWorkspace` does.
 */
export async function* followWorkspace(
  { db, bus }: Pick<Services, 'db' | 'bus'>,
  { userId, workspaceId }: { userId: Id; workspaceId: Id },
  until: AbortSignal,
): AsyncGenerator<WorkspaceView> {
  let stale = true
  let wake = () => {}
  const unsubscribe = bus.subscribe((message) => {
    if (message.type !== 'access_changed' || message.workspaceId !== workspaceId) return
    stale = true
    wake()
  })
  const onAbort = () => wake()
  until.addEventListener('abort', onAbort)
  try {
    while (!until.aborted) {
      if (stale) {
        stale = false
        const { role, workspace } = await accessToWorkspace(
          db,
          userId,
          { id: workspaceId },
          'workspace.view',
        )
        yield { ...workspace, role }
      } else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    until.removeEventListener('abort', onAbort)
    unsubscribe()
  }
}
