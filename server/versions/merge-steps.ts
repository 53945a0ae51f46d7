import type { Resolution, FileConflict } from '../../shared/protocol/merge-view.ts'
import type { VersionFile } from '../../shared/protocol/version-view.ts'
import { bytesOf, hashOf, type ReadBlob } from './blobs.ts'
import { diffTrees } from './diff-trees.ts'
import type { FileEdit } from './file-change.ts'
import { mergeTrees } from './merge/merge-trees.ts'
import type { TreeEntry } from './working-tree.ts'

/** Brings what leads from `base` to `theirs` into the tree. */
export interface MergeStep {
  base: TreeEntry[]
  theirs: TreeEntry[]
}

export interface Merged {
  /** Against the first tree. */
  edits: FileEdit[]
  files: VersionFile[]
  /** Where nobody has decided the files stay as they were. */
  conflicts: FileConflict[]
  /** Paths of resolutions that fit no conflict any more. */
  stale: string[]
  /** Lockfiles that the package manager has to make anew. */
  remake: string[]
  /** The tree with the edits. */
  entries: TreeEntry[]
  /** Also reads what the edits hold. */
  read: ReadBlob
}

/** Sorted by path. `keep` gets the contents. */
export function withEdits(
  entries: readonly TreeEntry[],
  edits: readonly FileEdit[],
  keep: (hash: string, content: Uint8Array) => void,
): TreeEntry[] {
  const hashes = new Map(entries.map(({ path, hash }) => [path, hash]))
  for (const { path, content } of edits) {
    if (content === null) {
      hashes.delete(path)
      continue
    }
    const bytes = bytesOf(content)
    const hash = hashOf(bytes)
    keep(hash, bytes)
    hashes.set(path, hash)
  }
  return [...hashes]
    .map(([path, hash]) => ({ path, hash }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Merges one step after the other. A path's first conflict counts. */
export async function mergeSteps(
  ours: TreeEntry[],
  steps: readonly MergeStep[],
  readBlob: ReadBlob,
  resolutions: Resolution[],
): Promise<Merged> {
  const made = new Map<string, Uint8Array>()
  const read: ReadBlob = async (hash) => made.get(hash) ?? readBlob(hash)
  const edits = new Map<string, FileEdit>()
  const conflicts = new Map<string, FileConflict>()
  const remake = new Set<string>()
  let stale = resolutions.map(({ path }) => path)
  let files: VersionFile[] = []
  let entries = ours
  for (const { base, theirs } of steps) {
    const merged = await mergeTrees({ base, ours: entries, theirs, read, resolutions })
    for (const edit of merged.edits) edits.set(edit.path, edit)
    for (const conflict of merged.conflicts)
      if (!conflicts.has(conflict.path)) conflicts.set(conflict.path, conflict)
    for (const path of merged.remake) remake.add(path)
    stale = stale.filter((path) => merged.stale.includes(path))
    entries = withEdits(entries, merged.edits, (hash, content) => made.set(hash, content))
    files = merged.files
  }
  if (steps.length > 1) files = await diffTrees(ours, entries, read)
  return {
    edits: [...edits.values()],
    files,
    conflicts: [...conflicts.values()],
    stale,
    remake: [...remake],
    entries,
    read,
  }
}
