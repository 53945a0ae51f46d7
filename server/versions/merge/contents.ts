import { hashOf } from '../blobs.ts'
import type { TreeEntry } from '../working-tree.ts'

/** Of a blob, by its hash. */
export type Read = (hash: string) => Promise<Uint8Array>

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

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Byte for byte, with a byte order mark. Null if it is binary: not UTF-8, or with a NUL. */
export function mergeableText(content: Uint8Array): string | null {
  if (content.includes(0)) return null
  try {
    return decoder.decode(content)
  } catch {
    return null
  }
}
