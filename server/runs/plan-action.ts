import type { Db, RunRow } from '../../drizzle/types.ts'
import { eq } from 'drizzle-orm'
import { sessions, versions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { FileConflict } from '../../shared/protocol/merge-view.ts'
import type { RunAction } from '../../shared/protocol/run-action.ts'
import type { FileEdit } from '../versions/file-change.ts'
import type { Merged } from '../versions/merge-steps.ts'
import { forkPairOf, planMerge, sidesOf } from '../versions/plan-merge.ts'
import { planRestore } from '../versions/plan-restore.ts'
import { planUndo } from '../versions/plan-undo.ts'
import type { TreeEntry } from '../versions/working-tree.ts'
import {
  lookAgain,
  mergeDone,
  nothingNew,
  restoreDone,
  undoDone,
  undoneAlready,
  withConflicts,
} from './action-texts.ts'

/** What a run's action does to the working tree `ours`. */
export interface ActionPlan {
  ours: TreeEntry[]
  edits: FileEdit[]
  /** For the agent: these files stay as they are. */
  conflicts: FileConflict[]
  read: Merged['read'] | null
  /** Lockfiles that don't fit the packages any more. */
  remake: string[]
  /** What was done, for people. */
  text: string
  /** As it was carried out. */
  action: RunAction
}

const unchanged = { edits: [], conflicts: [], read: null, remake: [] }

type Change = Extract<RunAction, { repair: boolean }>

/** Throws AppError conflict where a person decided about other files than these. */
function checked(
  merged: Merged,
  { repair }: Change,
): Pick<Merged, 'edits' | 'conflicts' | 'read' | 'remake'> {
  const open = merged.conflicts.length > 0 || merged.stale.length > 0
  if (open && !repair) throw new AppError('conflict', lookAgain)
  return merged
}

async function undo(
  db: Db,
  run: RunRow,
  action: Extract<RunAction, { kind: 'undo' }>,
): Promise<ActionPlan> {
  const plan = await planUndo(db, { sessionId: run.sessionId, ...action })
  const { ours, taken, gone } = plan
  if (taken.length === 0) return { ...unchanged, ours, text: undoneAlready(gone), action }
  const { edits, conflicts, read, remake } = checked(plan, action)
  const files = plan.files.length
  const later = plan.history.at(-1) !== taken[0]
  const done = undoDone(taken, { files, later })
  const text = withConflicts(done, { files, conflicts: conflicts.length })
  const versionIds = taken.map(({ id }) => id)
  return { ours, edits, conflicts, read, remake, text, action: { ...action, versionIds } }
}

async function restore(
  db: Db,
  run: RunRow,
  action: Extract<RunAction, { kind: 'restore' }>,
): Promise<ActionPlan> {
  const { versionId } = action
  const { ours, edits, number } = await planRestore(db, { sessionId: run.sessionId, versionId })
  const text = restoreDone(number, edits.length)
  return { ...unchanged, ours, edits, text, action }
}

async function merge(
  db: Db,
  run: RunRow,
  action: Extract<RunAction, { kind: 'merge' }>,
): Promise<ActionPlan> {
  const [version] = await db
    .select({
      sessionId: versions.sessionId,
      treeHash: versions.treeHash,
      forkedFrom: sessions.forkedFrom,
    })
    .from(versions)
    .innerJoin(sessions, eq(sessions.id, versions.sessionId))
    .where(eq(versions.id, action.versionId))
  if (!version) throw new AppError('not_found', 'The version to merge is gone.')
  const into = version.forkedFrom === run.sessionId ? 'source' : 'fork'
  const forkId = into === 'source' ? version.sessionId : run.sessionId
  const pair = await forkPairOf(db, forkId, action.versionId)
  const { from, brought } = sidesOf(pair, into)
  if (brought.length === 0) throw new AppError('conflict', nothingNew(from.name))
  const { resolutions } = action
  const plan = await planMerge(db, pair, { into: run.sessionId, version, resolutions })
  const { edits, conflicts, read, remake } = checked(plan, action)
  const files = plan.files.length
  const done = mergeDone(from.name, { brought: brought.length, files })
  const text = withConflicts(done, { files, conflicts: conflicts.length })
  return { ours: plan.ours, edits, conflicts, read, remake, text, action }
}

/** Changes nothing. Throws AppError conflict and not_found with words for people. */
export function planAction(db: Db, run: RunRow, action: RunAction): Promise<ActionPlan> {
  switch (action.kind) {
    case 'undo':
      return undo(db, run, action)
    case 'restore':
      return restore(db, run, action)
    case 'merge':
      return merge(db, run, action)
  }
}
