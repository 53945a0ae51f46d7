import { AppError } from '../../shared/protocol/errors.ts'
import type { WorkspaceDeps } from './deps.ts'
import { announceEnding, takeOut } from './end-rights.ts'
import { type Change, changeMembership } from './membership.ts'

/** Ends what `endings.left` names. Throws conflict for the owner. */
export async function leaveWorkspace(
  deps: WorkspaceDeps,
  { workspaceId, by }: Change,
): Promise<void> {
  const person = { workspaceId, userId: by, by }
  await changeMembership(deps, person, async (tx, role) => {
    if (role === 'owner')
      throw new AppError(
        'conflict',
        'A workspace always has an owner. Transfer it to another member first.',
      )
    await takeOut(tx, deps, 'left', person)
  })
  await announceEnding(deps, 'left', person)
}
