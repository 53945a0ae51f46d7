import type { VersionFile } from '../../shared/protocol/version-view.ts'
import type { ReadBlob } from './blobs.ts'
import { countLines } from './diff-stat.ts'
import { findRenames } from './find-renames.ts'
import type { TreeEntry } from './working-tree.ts'
import { letOthersRun } from '../lib/async.ts'
import { startTimeBudget } from '../lib/time-budget.ts'

/** For all files together; later ones count as replaced. */
const countingMs = 1_000
const fileMs = 40

/** What differs, by path. A file that was moved stands at its new path. */
export async function diffTrees(
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
  read: ReadBlob,
): Promise<VersionFile[]> {
  const old = new Map(before.map(({ path, hash }) => [path, hash]))
  const now = new Map(after.map(({ path, hash }) => [path, hash]))
  const created = after.filter(({ path }) => !old.has(path))
  const deleted = before.filter(({ path }) => !now.has(path))
  const renames = await findRenames(deleted, created, read)
  const moved = new Set(renames.values())
  const paths = [...old.keys(), ...created.map(({ path }) => path)]
    .filter((path) => old.get(path) !== now.get(path) && !moved.has(path))
    .sort()
  const content = async (hash: string | undefined) => (hash === undefined ? '' : read(hash))
  const files: VersionFile[] = []
  const budget = startTimeBudget(countingMs)
  for (const path of paths) {
    const from = renames.get(path) ?? null
    const was = old.get(from ?? path)
    const is = now.get(path)
    const change = was === undefined ? 'created' : is === undefined ? 'deleted' : 'edited'
    const timeoutMs = Math.max(1, Math.min(fileMs, budget.leftMs()))
    const [first, second] = await Promise.all([content(was), content(is)])
    files.push({ path, change, from, ...countLines(first, second, timeoutMs) })
    await letOthersRun()
  }
  return files
}
