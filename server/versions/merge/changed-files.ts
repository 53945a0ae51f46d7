import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import type { TreeEntry } from '../working-tree.ts'
import { hashesOf, mergeableText, type Read } from './contents.ts'
import { findRenames } from './renames.ts'
import { countLongTexts } from './work-on-texts.ts'

async function changedFile(
  path: string,
  from: string | null,
  old: string | undefined,
  now: string | undefined,
  read: Read,
): Promise<VersionFile> {
  const change = from ? 'edited' : old === undefined ? 'created' : now ? 'edited' : 'deleted'
  const empty = new Uint8Array()
  const before = mergeableText(old ? await read(old) : empty)
  const after = mergeableText(now ? await read(now) : empty)
  const binary = before === null || after === null
  const count = binary ? { added: 0, removed: 0 } : await countLongTexts(before, after)
  return { path, change, from, binary, added: count.added, removed: count.removed }
}

/** From one tree to another, by path; a renamed file stands under its new path. */
export async function changedFiles(
  before: readonly TreeEntry[],
  after: readonly TreeEntry[],
  read: Read,
): Promise<VersionFile[]> {
  const [old, now] = [hashesOf(before), hashesOf(after)]
  const renames = await findRenames(before, after, read)
  const sources = new Map([...renames].map(([from, to]) => [to, from]))
  const files: VersionFile[] = []
  for (const path of [...new Set([...old.keys(), ...now.keys()])].toSorted()) {
    const from = sources.get(path) ?? null
    if (renames.has(path) || (old.get(path) === now.get(path) && !from)) continue
    files.push(await changedFile(path, from, old.get(from ?? path), now.get(path), read))
  }
  return files
}
