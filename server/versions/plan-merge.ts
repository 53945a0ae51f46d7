import { and, eq, isNull } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { MergeDirection } from '../../shared/protocol/inputs/fork-inputs.ts'
import type { Resolution } from '../../shared/protocol/merge-view.ts'
import { type Divergence, divergence } from './ancestry.ts'
import { readBlob } from './blobs.ts'
import { type PastVersion, readHistory } from './history.ts'
import { type Merged, mergeSteps } from './merge-steps.ts'
import { readTree } from './read-tree.ts'
import { type TreeEntry, treeEntries } from './working-tree.ts'

interface Side {
  id: Id
  name: string
}

/** A fork and the session that it came from. */
export interface ForkPair extends Divergence<PastVersion> {
  fork: Side
  source: Side
  forkedVersion: Id | null
  forkHistory: PastVersion[]
  sourceHistory: PastVersion[]
}

function until(history: PastVersion[], last: Id | undefined): PastVersion[] {
  const place = history.findIndex(({ id }) => id === last)
  return place < 0 ? history : history.slice(0, place + 1)
}

/**
 * Null if it isn't a fork, or if its source is gone. `last`: later versions of the session that has this one don't count.
 */
export async function readForkPair(db: Db | Tx, forkId: Id, last?: Id): Promise<ForkPair | null> {
  const [fork] = await db
    .select({
      id: sessions.id,
      name: sessions.name,
      forkedFrom: sessions.forkedFrom,
      forkedVersion: sessions.forkedVersion,
    })
    .from(sessions)
    .where(eq(sessions.id, forkId))
  if (!fork?.forkedFrom) return null
  const [source] = await db
    .select({ id: sessions.id, name: sessions.name })
    .from(sessions)
    .where(and(eq(sessions.id, fork.forkedFrom), isNull(sessions.deletedAt)))
  if (!source) return null
  const forkHistory = until(await readHistory(db, fork.id), last)
  const sourceHistory = until(await readHistory(db, source.id), last)
  const { forkedVersion } = fork
  const family = { source: sourceHistory, fork: forkHistory, forkedVersion }
  return { ...divergence(family), fork, source, forkedVersion, forkHistory, sourceHistory }
}

/** Throws AppError conflict. */
export async function forkPairOf(db: Db | Tx, forkId: Id, last?: Id): Promise<ForkPair> {
  const pair = await readForkPair(db, forkId, last)
  if (!pair)
    throw new AppError(
      'conflict',
      'This session is no fork, or the session that it was forked from is deleted.',
    )
  return pair
}

/** Where a merge goes, and where from. */
export function sidesOf(
  { fork, source, ahead, behind, forkHistory, sourceHistory }: ForkPair,
  into: MergeDirection,
) {
  return into === 'source'
    ? { into: source, from: fork, brought: ahead, head: forkHistory.at(-1), meets: behind }
    : { into: fork, from: source, brought: behind, head: sourceHistory.at(-1), meets: ahead }
}

export interface MergePlan extends Merged {
  ours: TreeEntry[]
}

/** Brings a version of one of the two into the other's working tree. */
export async function planMerge(
  db: Db,
  { base }: Pick<ForkPair, 'base'>,
  input: { into: Id; version: Pick<PastVersion, 'treeHash'>; resolutions: Resolution[] },
): Promise<MergePlan> {
  const [ours, before, theirs] = await Promise.all([
    treeEntries(db, input.into),
    readTree(db, base.treeHash),
    readTree(db, input.version.treeHash),
  ])
  const steps = [{ base: before, theirs }]
  const merged = await mergeSteps(ours, steps, (hash) => readBlob(db, hash), input.resolutions)
  return { ...merged, ours }
}
