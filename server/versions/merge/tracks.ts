import type { ReadBlob } from '../blobs.ts'
import { findRenames } from '../find-renames.ts'
import type { TreeEntry } from '../working-tree.ts'
import { hashesOf } from './contents.ts'

export type Trees = {
  base: readonly TreeEntry[]
  ours: readonly TreeEntry[]
  theirs: readonly TreeEntry[]
}

/** One file in up to three trees, under whatever path. Null where it isn't. */
export type Track = { base: TreeEntry | null; ours: TreeEntry | null; theirs: TreeEntry | null }

/** Old path to new path. */
async function renamesOf(
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
  read: ReadBlob,
): Promise<Map<string, string>> {
  const [old, now] = [hashesOf(before), hashesOf(after)]
  const gone = before.filter(({ path }) => !now.has(path))
  const come = after.filter(({ path }) => !old.has(path))
  const sources = await findRenames(gone, come, read)
  return new Map([...sources].map(([to, from]) => [from, to]))
}

/** A new path that the other side uses for another file is no rename: both would want it. */
function withoutClashes(
  renames: Map<string, string>,
  others: Map<string, string>,
  otherPaths: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    [...renames].filter(([from, to]) => !otherPaths.has(to) || others.get(from) === to),
  )
}

/** Follows each file through the three trees. Files that both sides added under one path are one. */
export async function followFiles(trees: Trees, read: ReadBlob): Promise<Track[]> {
  const [base, ours, theirs] = [hashesOf(trees.base), hashesOf(trees.ours), hashesOf(trees.theirs)]
  const foundOurs = await renamesOf(trees.base, trees.ours, read)
  const foundTheirs = await renamesOf(trees.base, trees.theirs, read)
  const ourNames = withoutClashes(foundOurs, foundTheirs, theirs)
  const theirNames = withoutClashes(foundTheirs, foundOurs, ours)
  const entry = (hashes: Map<string, string>, path: string): TreeEntry | null => {
    const hash = hashes.get(path)
    return hash === undefined ? null : { path, hash }
  }
  const tracks: Track[] = trees.base.map(({ path, hash }) => ({
    base: { path, hash },
    ours: entry(ours, ourNames.get(path) ?? path),
    theirs: entry(theirs, theirNames.get(path) ?? path),
  }))
  const [ourTaken, theirTaken] = [new Set(ourNames.values()), new Set(theirNames.values())]
  const isNew = (path: string) => !base.has(path)
  for (const own of trees.ours)
    if (isNew(own.path) && !ourTaken.has(own.path)) {
      const other = theirTaken.has(own.path) ? null : entry(theirs, own.path)
      tracks.push({ base: null, ours: own, theirs: other })
    }
  for (const other of trees.theirs)
    if (isNew(other.path) && !theirTaken.has(other.path) && !ours.has(other.path))
      tracks.push({ base: null, ours: null, theirs: other })
  return tracks
}

/** A side that renamed the file decides; ours, if both did. */
export function pathOf({ base, ours, theirs }: Track): string {
  if (!ours || !theirs) return (ours ?? theirs ?? base)?.path ?? ''
  return ours.path === base?.path ? theirs.path : ours.path
}
