import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Resolution } from '../../shared/protocol/merge-view.ts'
import { readBlob } from './blobs.ts'
import { type PastVersion, readHistory } from './history.ts'
import { type Merged, type MergeStep, mergeSteps } from './merge-steps.ts'
import { readTree } from './read-tree.ts'
import { undoneBy } from '../history/in-force.ts'
import { type TreeEntry, treeEntries } from './working-tree.ts'

export interface UndoPlan extends Merged {
  ours: TreeEntry[]
  history: PastVersion[]
  /** What it takes out, the newest first. */
  taken: PastVersion[]
  /** What was asked for but is taken out already, each with what did it. */
  gone: Array<{ version: PastVersion; by: PastVersion }>
}

/** Newest first. Throws AppError not_found, and conflict for the version that began the session. */
export function undoable(
  history: readonly PastVersion[],
  versionIds: readonly Id[],
): PastVersion[] {
  const ids = new Set(versionIds)
  const found = history.filter(({ id }) => ids.has(id)).toReversed()
  if (found.length < ids.size)
    throw new AppError('not_found', 'There is no such version in this session.')
  if (found.some(({ parentId }) => parentId === null))
    throw new AppError(
      'conflict',
      'The session began with version 0: there is nothing before it to go back to.',
    )
  return found
}

/** Versions that follow each other are taken out in one step. */
async function stepsOf(
  db: Db | Tx,
  history: readonly PastVersion[],
  newestFirst: readonly PastVersion[],
): Promise<MergeStep[]> {
  const byId = new Map(history.map((version) => [version.id, version]))
  const spans: Array<{ newest: PastVersion; before: PastVersion }> = []
  for (const version of newestFirst) {
    const before = byId.get(version.parentId ?? '')
    if (!before) throw new Error(`The version ${version.id} has no parent.`)
    const span = spans.at(-1)
    if (span?.before.id === version.id) span.before = before
    else spans.push({ newest: version, before })
  }
  return Promise.all(
    spans.map(async ({ newest, before }) => ({
      base: await readTree(db, newest.treeHash),
      theirs: await readTree(db, before.treeHash),
    })),
  )
}

/** `from`: the files that it starts with, instead of the working tree's. Throws as `undoable` does. */
export async function planUndo(
  db: Db | Tx,
  input: {
    sessionId: Id
    versionIds: readonly Id[]
    resolutions: Resolution[]
    from?: TreeEntry[]
  },
): Promise<UndoPlan> {
  const history = await readHistory(db, input.sessionId)
  const ours = input.from ?? (await treeEntries(db, input.sessionId))
  const wanted = undoable(history, input.versionIds)
  const undone = undoneBy(history)
  const gone = wanted.flatMap((version) => {
    const by = undone.get(version.id)
    return by ? [{ version, by }] : []
  })
  const taken = wanted.filter(({ id }) => !undone.has(id))
  const steps = await stepsOf(db, history, taken)
  const merged = await mergeSteps(ours, steps, (hash) => readBlob(db, hash), input.resolutions)
  return { ...merged, ours, history, taken, gone }
}
