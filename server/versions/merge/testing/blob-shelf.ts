import { bytesOf, hashOf } from '../../blobs.ts'
import type { FileEdit } from '../../file-change.ts'
import type { TreeEntry } from '../../working-tree.ts'

export type Files = { [path: string]: string | Uint8Array }

/** Blobs in memory. */
export class BlobShelf {
  readonly #blobs = new Map<string, Uint8Array>()

  #put(content: string | Uint8Array): string {
    const bytes = bytesOf(content)
    const hash = hashOf(bytes)
    this.#blobs.set(hash, bytes)
    return hash
  }

  tree(files: Files): TreeEntry[] {
    return this.entries(new Map(Object.entries(files)))
  }

  entries(files: ReadonlyMap<string, string | Uint8Array>): TreeEntry[] {
    return [...files]
      .map(([path, content]) => ({ path, hash: this.#put(content) }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }

  readonly read = (hash: string): Promise<Uint8Array> => {
    const blob = this.#blobs.get(hash)
    return blob ? Promise.resolve(blob) : Promise.reject(new Error(`No blob ${hash}.`))
  }

  edited(tree: readonly TreeEntry[], edits: readonly FileEdit[]): TreeEntry[] {
    const hashes = new Map(tree.map(({ path, hash }) => [path, hash]))
    for (const { path, content } of edits)
      if (content === null) hashes.delete(path)
      else hashes.set(path, this.#put(content))
    return [...hashes]
      .map(([path, hash]) => ({ path, hash }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }

  /** Texts by path. */
  async texts(tree: readonly TreeEntry[]): Promise<{ [path: string]: string }> {
    const texts = tree.map(async ({ path, hash }) => {
      const bytes = await this.read(hash)
      return [path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)] as const
    })
    return Object.fromEntries(await Promise.all(texts))
  }
}
