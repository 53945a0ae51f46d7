import type { VersionFile } from '../../shared/protocol/version-view.ts'
import { textOf } from './blobs.ts'
import { diffStat } from './diff-stat.ts'
import type { TreeEntry } from './working-tree.ts'

/** Returns what differs, by path. `read` gives a blob's content by its hash. */
export async function diffTrees(
  before: TreeEntry[],
  after: TreeEntry[],
  read: (hash: string) => Promise<Uint8Array>,
): Promise<VersionFile[]> {
  const old = new Map(before.map(({ path, hash }) => [path, hash]))
  const now = new Map(after.map(({ path, hash }) => [path, hash]))
  const paths = [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .sort()
  const files: VersionFile[] = []
  for (const path of paths) {
    const [from, to] = [old.get(path), now.get(path)]
    const change = from === undefined ? 'created' : to === undefined ? 'deleted' : 'edited'
    const [was, is] = await Promise.all(
      [from, to].map(async (hash) => (hash === undefined ? '' : textOf(await read(hash)))),
    )
    const binary = typeof was !== 'string' || typeof is !== 'string'
    const counts = binary ? { added: 0, removed: 0 } : diffStat(was, is)
    files.push({ path, change, from: null, binary, ...counts })
  }
  return files
}
