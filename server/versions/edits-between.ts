import type { ReadBlob } from './blobs.ts'
import type { FileEdit } from './file-change.ts'
import type { TreeEntry } from './working-tree.ts'

/** What makes one tree of the other. */
export async function editsBetween(
  from: readonly TreeEntry[],
  to: readonly TreeEntry[],
  read: ReadBlob,
): Promise<FileEdit[]> {
  const before = new Map(from.map(({ path, hash }) => [path, hash]))
  const kept = new Set(to.map(({ path }) => path))
  const removed = from.filter(({ path }) => !kept.has(path))
  const written = to.filter(({ path, hash }) => before.get(path) !== hash)
  return [
    ...removed.map(({ path }) => ({ path, content: null })),
    ...(await Promise.all(
      written.map(async ({ path, hash }) => ({ path, content: await read(hash) })),
    )),
  ]
}
