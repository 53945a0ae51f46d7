import { basename, dirname, join } from 'node:path/posix'
import type { FileConflict, Resolution } from '../../../shared/protocol/merge-view.ts'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { bytesOf, hashOf, type ReadBlob, textOf } from '../blobs.ts'
import { diffTrees } from '../diff-trees.ts'
import type { FileEdit } from '../file-change.ts'
import type { TreeEntry } from '../working-tree.ts'
import { Answers } from './answers.ts'
import { type Content, hashesOf, hashOfContent, type Result } from './contents.ts'
import { settleFolders } from './folders.ts'
import { mergeFile } from './merge-file.ts'
import { followFiles, pathOf, type Track, type Trees } from './tracks.ts'

export type TreeMerge = {
  /** Against ours. A file with an open conflict stays as ours has it. */
  edits: FileEdit[]
  files: VersionFile[]
  /** Open ones. */
  conflicts: FileConflict[]
  /** Paths of resolutions that answer a conflict as it no longer is. */
  stale: string[]
  /** Lockfiles that no longer fit `package.json`: the package manager makes them anew. */
  remake: string[]
}

export type MergeRequest = {
  base: readonly TreeEntry[]
  ours: readonly TreeEntry[]
  theirs: readonly TreeEntry[]
  read: ReadBlob
  resolutions?: readonly Resolution[]
  /** For one text. */
  timeoutMs?: number
}

const lockfiles = new Set([
  'bun.lock',
  'bun.lockb',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
])

function isLockfile(track: Track) {
  return lockfiles.has(basename(pathOf(track)))
}

function keyOf(kind: string, { base, ours, theirs }: Track): string {
  return hashOf([kind, base?.hash, ours?.hash, theirs?.hash].join('\n'))
}

function contentOf(entry: TreeEntry | null): Content | null {
  return entry ? { hash: entry.hash } : null
}

async function mergeFiles(
  tracks: Track[],
  request: MergeRequest,
  answers: Answers,
): Promise<{ result: Result; conflicts: FileConflict[] }> {
  const result: Result = new Map()
  const conflicts: FileConflict[] = []
  for (const track of tracks) {
    const merged = await mergeFile(track, request.read, request.timeoutMs)
    if ('content' in merged) {
      if (merged.content) result.set(pathOf(track), merged.content)
      continue
    }
    const conflict: FileConflict = {
      path: pathOf(track),
      kind: merged.conflict,
      key: keyOf(merged.conflict, track),
      parts: merged.parts,
      ours: track.ours?.hash ?? null,
      theirs: track.theirs?.hash ?? null,
    }
    const answer = answers.to(conflict, {
      ours: contentOf(track.ours),
      theirs: contentOf(track.theirs),
    })
    if (!answer) conflicts.push(conflict)
    const content = answer ? answer.content : contentOf(track.ours)
    const path = answer ? conflict.path : (track.ours?.path ?? conflict.path)
    if (content) result.set(path, content)
  }
  return { result, conflicts }
}

/** Theirs if it alone changed and its `package.json` came out as theirs; otherwise ours stays. */
function keepLockfiles(tracks: Track[], trees: Trees, result: Result): string[] {
  const [ours, theirs] = [hashesOf(trees.ours), hashesOf(trees.theirs)]
  const remake: string[] = []
  for (const track of tracks) {
    const path = pathOf(track)
    const beside = join(dirname(path), 'package.json')
    const packages = hashOfContent(result.get(beside))
    const unchanged = track.base?.hash === track.ours?.hash
    const fits = unchanged && packages === (theirs.get(beside) ?? null)
    const content = contentOf(fits ? track.theirs : track.ours)
    if (content) result.set(path, content)
    const own = packages === (ours.get(beside) ?? null)
    if (packages !== null && !fits && !(own && track.ours)) remake.push(path)
  }
  return remake
}

/** Files that differ from ours. */
async function editsOf(
  ours: readonly TreeEntry[],
  result: Result,
  read: ReadBlob,
): Promise<FileEdit[]> {
  const hashes = hashesOf(ours)
  const edits: FileEdit[] = []
  for (const { path } of ours) if (!result.has(path)) edits.push({ path, content: null })
  for (const [path, content] of result) {
    if (hashOfContent(content) === hashes.get(path)) continue
    if ('text' in content) edits.push({ path, content: content.text })
    else {
      const bytes = await read(content.hash)
      edits.push({ path, content: textOf(bytes) ?? bytes })
    }
  }
  return edits
}

async function filesOf(
  ours: readonly TreeEntry[],
  result: Result,
  read: ReadBlob,
): Promise<VersionFile[]> {
  const made = new Map<string, Uint8Array>()
  const after: TreeEntry[] = []
  for (const [path, content] of result) {
    const hash = hashOfContent(content) ?? ''
    if ('text' in content) made.set(hash, bytesOf(content.text))
    after.push({ path, hash })
  }
  return diffTrees(ours, after, async (hash) => made.get(hash) ?? (await read(hash)))
}

/**
 * Three-way merge of trees. A file that one side renamed keeps the other side's changes. `package.json` is merged by
 * key. Lockfiles are never merged: `edits` has one only if the merged `package.json` beside it is the one that it was
 * made for; otherwise ours stays, its path is in `remake`, and `bun install` in the sandbox makes it anew, which is read
 * back like any file that a command changes.
 *
 * An undo is a merge as well: its base is the tree after the change, theirs the tree before it, ours the tree now.
 */
export async function mergeTrees(request: MergeRequest): Promise<TreeMerge> {
  const { ours, read } = request
  const answers = new Answers(request.resolutions ?? [])
  const tracks = await followFiles(request, read)
  const locks = tracks.filter(isLockfile)
  const { result, conflicts } = await mergeFiles(
    tracks.filter((track) => !isLockfile(track)),
    request,
    answers,
  )
  const remake = keepLockfiles(locks, request, result)
  const open = settleFolders({ result, conflicts, ours, theirs: request.theirs, answers })
  return {
    edits: await editsOf(ours, result, read),
    files: await filesOf(ours, result, read),
    conflicts: open,
    stale: answers.stale(),
    remake,
  }
}
