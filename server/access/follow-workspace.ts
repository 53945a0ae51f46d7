import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import type { Bus } from '../bus/bus.ts'
import { createWaker } from '../lib/async.ts'
import { accessToWorkspace } from './access.ts'

/**
 * Yields what somebody is in a workspace at once, and again whenever it is told that somebody came, went or has another role
 * there, until the signal is aborted. Throws as `accessToWorkspace` does.
 */
export async function* followWorkspace(
  { db, bus }: { db: Db; bus: Bus },
  { userId, workspaceId }: { userId: Id; workspaceId: Id },
  until: AbortSignal,
): AsyncGenerator<WorkspaceView> {
  let stale = true
  const waker = createWaker()
  const unsubscribe = bus.subscribe((message) => {
    if (message.type !== 'access_changed' || message.workspaceId !== workspaceId) return
    stale = true
    waker.wake()
  })
  const onAbort = () => waker.wake()
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
      } else await waker.woken()
    }
  } finally {
    until.removeEventListener('abort', onAbort)
    unsubscribe()
  }
}
