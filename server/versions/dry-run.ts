import { and, eq, inArray } from 'drizzle-orm'
import { runs } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { MergeDirection } from '../../shared/protocol/inputs/fork-inputs.ts'
import type { Dependent, DryRun, Resolution } from '../../shared/protocol/merge-view.ts'
import { readPeople } from '../people/people.ts'
import { blobReader, type ReadBlob } from './blobs.ts'
import { dependentsOf } from './dependents.ts'
import { type PastVersion, titleOf } from './history.ts'
import { forkPairOf, planMerge, sidesOf } from './plan-merge.ts'
import { planUndo, type UndoPlan } from './plan-undo.ts'
import { readTrees } from './read-tree.ts'
import { undoneBy } from '../history/in-force.ts'
import type { TreeEntry } from './working-tree.ts'

/** Looked at, the oldest first. */
const mostLater = 100

async function waits(db: Db, sessionId: Id): Promise<boolean> {
  const open = inArray(runs.status, ['queued', 'running', 'stopping'])
  return (await db.$count(runs, and(eq(runs.sessionId, sessionId), open))) > 0
}

type Sides = { id: Id; before: TreeEntry[]; after: TreeEntry[] }

/** What differs, and what is there now in its place: all that a search for uses reads. */
function readOf(db: Db, all: readonly Sides[], now: readonly TreeEntry[]): Promise<ReadBlob> {
  const paths = new Set<string>()
  const hashes = new Set<string>()
  for (const { before, after } of all) {
    const old = new Map(before.map(({ path, hash }) => [path, hash]))
    for (const { path, hash } of after) {
      const was = old.get(path)
      if (was === hash) continue
      paths.add(path)
      hashes.add(hash)
      if (was !== undefined) hashes.add(was)
    }
  }
  for (const { path, hash } of now) if (paths.has(path)) hashes.add(hash)
  return blobReader(db, [...hashes])
}

/** Of each version that is taken out: what it brought, and the later ones that stay. */
async function changesOf(db: Db, { taken, history }: UndoPlan) {
  const byId = new Map(history.map((version) => [version.id, version]))
  const undone = undoneBy(history)
  const changes = taken.map((version) => ({
    version,
    later: history
      .filter((other) => other.number > version.number)
      .filter((other) => !undone.has(other.id) && !taken.includes(other))
      .slice(0, mostLater),
  }))
  const involved = changes.flatMap(({ version, later }) =>
    later.length > 0 ? [version, ...later] : [],
  )
  const parentOf = ({ parentId }: PastVersion) => byId.get(parentId ?? '')
  const hashes = involved.flatMap((version) => [
    version.treeHash,
    parentOf(version)?.treeHash ?? '',
  ])
  const trees = await readTrees(db, [...new Set(hashes)])
  const sides = (version: PastVersion): Sides => ({
    id: version.id,
    before: trees.get(parentOf(version)?.treeHash ?? '') ?? [],
    after: trees.get(version.treeHash) ?? [],
  })
  return changes
    .filter(({ later }) => later.length > 0)
    .map(({ version, later }) => ({ brought: sides(version), later: later.map(sides) }))
}

async function usesOf(db: Db, plan: UndoPlan): Promise<Map<PastVersion, string[]>> {
  const { history, ours } = plan
  const byId = new Map(history.map((version) => [version.id, version]))
  const found = new Map<PastVersion, string[]>()
  for (const { brought, later } of await changesOf(db, plan)) {
    const read = await readOf(db, [brought, ...later], ours)
    for (const { id, uses } of await dependentsOf({ brought, later, now: ours, read })) {
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
