import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Resolution } from '../../shared/protocol/merge-view.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { readHistory } from '../versions/history.ts'
import { undoable } from '../versions/plan-undo.ts'
import { versionOf } from '../versions/read-tree.ts'
import { undoneBy } from '../history/in-force.ts'
import { restoreText, undoneAlready, undoText } from './action-texts.ts'
import { queueAction } from './queue-action.ts'

interface Asked {
  /** The message's. */
  id: Id
  sessionId: Id
  by: Id
}

/** Newest first. Throws AppError not_found, and conflict if there is nothing to take out. */
export async function requireUndoable(tx: Tx, sessionId: Id, versionIds: readonly Id[]) {
  const history = await readHistory(tx, sessionId)
  const wanted = undoable(history, versionIds)
  const undone = undoneBy(history)
  const gone = wanted.flatMap((version) => {
    const by = undone.get(version.id)
    return by ? [{ version, by }] : []
  })
  if (gone.length === wanted.length) throw new AppError('conflict', undoneAlready(gone))
  return wanted
}

/** Queues a run that takes out these versions' changes. Throws as `requireUndoable` does. */
export function startUndo(
  deps: CommandDeps,
  input: Asked & { versionIds: readonly Id[]; resolutions: Resolution[]; repair: boolean },
): Promise<{ runId: Id }> {
  return queueAction(deps, input, async ({ tx }) => {
    const wanted = await requireUndoable(tx, input.sessionId, input.versionIds)
    const { resolutions, repair } = input
    const versionIds = wanted.map(({ id }) => id)
    return {
      action: { kind: 'undo', versionIds, resolutions, repair },
      text: undoText(wanted),
    }
  })
}

/** Queues a run that makes the files those of an older version. Throws AppError not_found. */
export function startRestore(
  deps: CommandDeps,
  input: Asked & { versionId: Id },
): Promise<{ runId: Id }> {
  return queueAction(deps, input, async ({ tx }) => {
    const { id: versionId, number } = await versionOf(tx, input.sessionId, input.versionId)
    return { action: { kind: 'restore', versionId }, text: restoreText(number) }
  })
}
