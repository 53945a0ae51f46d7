import { and, eq, inArray } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { MergeDirection } from '../../shared/protocol/inputs/fork-inputs.ts'
import type { Dependent, DryRun, Resolution } from '../../shared/protocol/merge-view.ts'
import { readPeople } from '../people/people.ts'
import { dependentsOf } from './dependents.ts'
import { type PastVersion, titleOf } from './history.ts'
import { forkPairOf, planMerge, sidesOf } from './plan-merge.ts'
import { planUndo, type UndoPlan } from './plan-undo.ts'
import { readTree } from './read-tree.ts'
import { undoneBy } from '../history/in-force.ts'

/** Looked at, the oldest first. */
const mostLater = 100

async function waits(db: Db, sessionId: Id): Promise<boolean> {
  const open = inArray(runs.status, ['queued', 'running', 'stopping'])
  return (await db.$count(runs, and(eq(runs.sessionId, sessionId), open))) > 0
}

async function usesOf(db: Db, plan: UndoPlan): Promise<Map<PastVersion, string[]>> {
  const { taken, history, ours, read } = plan
  const byId = new Map(history.map((version) => [version.id, version]))
  const undone = undoneBy(history)
  const hashes = new Map<string, ReturnType<typeof readTree>>()
  const treeOf = (version: PastVersion | undefined) => {
    const hash = version?.treeHash ?? ''
    const tree = hashes.get(hash) ?? readTree(db, hash)
    hashes.set(hash, tree)
    return tree
  }
  const sides = async (version: PastVersion) => ({
    id: version.id,
    before: await treeOf(byId.get(version.parentId ?? '')),
    after: await treeOf(version),
  })
  const found = new Map<PastVersion, string[]>()
  for (const version of taken) {
    const later = history
      .filter((other) => other.number > version.number)
      .filter((other) => !undone.has(other.id) && !taken.includes(other))
      .slice(0, mostLater)
    if (later.length === 0) continue
    const brought = await sides(version)
    const dependents = await dependentsOf({
      brought,
      later: await Promise.all(later.map(sides)),
      now: ours,
      read,
    })
    for (const { id, uses } of dependents) {
      const by = byId.get(id)
      if (by) found.set(by, [...new Set([...(found.get(by) ?? []), ...uses])])
    }
  }
  return found
}

async function dependents(db: Db, plan: UndoPlan): Promise<Dependent[]> {
  const uses = [...(await usesOf(db, plan))].sort(([a], [b]) => a.number - b.number)
  const people = await readPeople(
    db,
    uses.map(([{ authors }]) => authors),
  )
  return uses.map(([version, names]) => ({
    id: version.id,
    number: version.number,
    title: titleOf(version),
    authors: people(version.authors),
    uses: names,
  }))
}

/** What an undo would do. Throws as `planUndo` does. */
export async function dryRunUndo(
  db: Db,
  input: { sessionId: Id; versionIds: readonly Id[]; resolutions: Resolution[] },
): Promise<DryRun> {
  const plan = await planUndo(db, input)
  return {
    files: plan.files,
    conflicts: plan.conflicts,
    dependents: await dependents(db, plan),
    waits: await waits(db, input.sessionId),
  }
}

/** What a merge of a fork and its source would do. Throws as `forkPairOf` does. */
export async function dryRunMerge(
  db: Db,
  input: { forkId: Id; into: MergeDirection; resolutions: Resolution[] },
): Promise<DryRun> {
  const pair = await forkPairOf(db, input.forkId)
  const { into, head } = sidesOf(pair, input.into)
  if (!head) throw new Error(`The other side of ${input.forkId} has no version.`)
  const { resolutions } = input
  const plan = await planMerge(db, pair, { into: into.id, version: head, resolutions })
  const { files, conflicts } = plan
  return { files, conflicts, dependents: [], waits: await waits(db, into.id) }
}
