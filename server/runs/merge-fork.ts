import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { MergeDirection } from '../../shared/protocol/inputs/fork-inputs.ts'
import type { Resolution } from '../../shared/protocol/merge-view.ts'
import { accessToSession } from '../access/access.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { forkPairOf, sidesOf } from '../versions/plan-merge.ts'
import { mergeText, nothingNew } from './action-texts.ts'
import { queueAction } from './queue-action.ts'

/**
 * Queues a run in the session that takes the other's changes. Throws AppError conflict if there is nothing to bring in,
 * and as `accessToSession` does for either session.
 */
export async function mergeFork(
  deps: CommandDeps & { db: Db },
  input: {
    /** The message's. */
    id: Id
    forkId: Id
    into: MergeDirection
    resolutions: Resolution[]
    repair: boolean
    by: Id
  },
): Promise<{ runId: Id; sessionId: Id }> {
  const { id, by, resolutions, repair } = input
  const pair = await forkPairOf(deps.db, input.forkId)
  const { into, from, brought, head } = sidesOf(pair, input.into)
  await accessToSession(deps.db, by, from.id, 'session.view')
  const queued = await queueAction(deps, { id, sessionId: into.id, by }, async ({ tx }) => {
    await accessToSession(tx, by, into.id, 'message.send')
    if (brought.length === 0 || !head) throw new AppError('conflict', nothingNew(from.name))
    return {
      action: { kind: 'merge', versionId: head.id, resolutions, repair },
      text: mergeText(input.into, from.name),
    }
  })
  return { ...queued, sessionId: into.id }
}
