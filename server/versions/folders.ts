import { hashOf } from './blobs.ts'
import type { TreeEntry } from './working-tree.ts'

/** A folder's content. Names are sorted by their UTF-8 bytes; those of folders end with a slash. */
export type Folder = { hash: string; names: string[]; hashes: string[] }

/** By hash; `root` is among them. */
export type Folders = { root: string; folders: Map<string, Folder> }

const surrogate = /[\ud800-\udfff]/

/** By UTF-8 bytes. UTF-16 code units sort the same way unless there are surrogates. */
export function compareNames(a: string, b: string): number {
  if (surrogate.test(a) || surrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : a > b ? 1 : 0
}

/** The hash is SHA-256 over `hash SPACE name LF` lines. */
function folderOf(children: Map<string, string>): Folder {
  const sorted = [...children].sort(([a], [b]) => compareNames(a, b))
  return {
    hash: hashOf(sorted.map(([name, hash]) => `${hash} ${name}\n`).join('')),
    names: sorted.map(([name]) => name),
    hashes: sorted.map(([, hash]) => hash),
  }
}

/** Every folder of a tree, empty ones left out. */
export function foldersOf(entries: readonly TreeEntry[]): Folders {
  const children = new Map<string, Map<string, string>>([['', new Map()]])
  for (const { path, hash } of entries) {
    const cut = path.lastIndexOf('/') + 1
    addFolders(children, path.slice(0, cut)).set(path.slice(cut), hash)
  }
  const folders = new Map<string, Folder>()
  let root = ''
  // the deepest first: a folder's hash is part of the one that it lies in
  const deepest = [...children].sort(([a], [b]) => depthOf(b) - depthOf(a))
  for (const [path, content] of deepest) {
    const folder = folderOf(content)
    folders.set(folder.hash, folder)
    if (path === '') root = folder.hash
    else {
      const cut = path.lastIndexOf('/', path.length - 2) + 1
      children.get(path.slice(0, cut))?.set(path.slice(cut), folder.hash)
    }
  }
  return { root, folders }
}

function depthOf(folder: string): number {
  return folder.split('/').length - 1
}

/** Adds the folder and those that it lies in. Returns its content. */
function addFolders(
  children: Map<string, Map<string, string>>,
  folder: string,
): Map<string, string> {
  const found = children.get(folder)
  if (found) return found
  const content = new Map<string, string>()
  children.set(folder, content)
  addFolders(children, folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1))
  return content
}

/** The files of a tree, sorted by path. Throws if one of its folders is missing. */
export function entriesOf(root: string, folders: ReadonlyMap<string, Folder>): TreeEntry[] {
  const entries: TreeEntry[] = []
  const walk = (hash: string, path: string) => {
    const folder = folders.get(hash)
    if (!folder) throw new Error(`No folder ${hash}.`)
    folder.names.forEach((name, index) => {
      const child = folder.hashes[index] ?? ''
      if (name.endsWith('/')) walk(child, path + name)
      else entries.push({ path: path + name, hash: child })
    })
  }
  walk(root, '')
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Of a whole tree: its root folder's. */
export function treeHash(entries: readonly TreeEntry[]): string {
  return foldersOf(entries).root
}
