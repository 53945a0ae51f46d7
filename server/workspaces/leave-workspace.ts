import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { type Change, changeMembership, publishChange, takeOut } from './membership.ts'
import { movePreviews } from './move-previews.ts'

/** Throws conflict for the owner. */
export async function leaveWorkspace(deps: WorkspaceDeps, input: Change): Promise<void> {
  await changeMembership(deps, input, async (tx, role) => {
    if (role === 'owner')
      throw new AppError(
        'conflict',
        'A workspace always has an owner. Transfer it to another member first.',
      )
    await takeOut(tx, deps, input.workspaceId, input.by)
  })
  publishChange(deps, input.workspaceId, input.by)
  await movePreviews(deps, input.workspaceId)
}
