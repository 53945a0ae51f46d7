import { hashOf } from '../blobs.ts'
import type { TreeEntry } from '../working-tree.ts'

/** A blob of one of the trees, or a text that the merge made. */
export type Content = { hash: string } | { text: string }

/** What stands under each path after a merge. */
export type Result = Map<string, Content>

export function hashOfContent(content: Content | undefined): string | null {
  if (!content) return null
  return 'hash' in content ? content.hash : hashOf(content.text)
}

export function hashesOf(entries: readonly TreeEntry[]): Map<string, string> {
  return new Map(entries.map(({ path, hash }) => [path, hash]))
}
