import { basename, dirname, join } from 'node:path/posix'
import { type ReadBlob, textOf } from './blobs.ts'
import { hashesOf } from './merge/contents.ts'
import { type ModuleNames, readModuleNames } from './module-names.ts'
import type { TreeEntry } from './working-tree.ts'
import { letOthersRun } from '../lib/async.ts'

type Change = { before: readonly TreeEntry[]; after: readonly TreeEntry[] }
type Tree = ReadonlyMap<string, string>

const endings = ['', '.tsx', '.ts', '.jsx', '.js', '.mjs', '.css', '.json']
const indexes = ['/index.tsx', '/index.ts', '/index.jsx', '/index.js']
function isModule(path: string) {
  return /\.[cm]?[jt]sx?$/.test(path)
}
/** Longer files are not written by people, and take long to parse. */
const mostLength = 300_000

/** The file that an import names: relative, or from `src` with `@/`. Null for a package. */
function fileOf(from: string, importer: string, tree: Tree): string | null {
  const [name = ''] = from.split('?')
  const path = name.startsWith('@/')
    ? join('src', name.slice(2))
    : name.startsWith('/')
      ? name.slice(1)
      : name.startsWith('.')
        ? join(dirname(importer), name)
        : null
  if (path === null) return null
  // TypeScript lets `./a.js` name `a.ts` or `a.tsx`
  const names = [path, path.replace(/\.jsx?$/, '')]
  const files = names.flatMap((some) => [...endings, ...indexes].map((ending) => some + ending))
  return files.find((file) => tree.has(file)) ?? null
}

function packageOf(from: string): string | null {
  if (/^[./]|^@\//.test(from)) return null
  return from.split('/', from.startsWith('@') ? 2 : 1).join('/')
}

/** Reads each content once. */
class Modules {
  readonly #read: ReadBlob
  readonly #known = new Map<string, ModuleNames | null>()

  constructor(read: ReadBlob) {
    this.#read = read
  }

  async text(hash: string | undefined): Promise<string> {
    return hash === undefined ? '' : (textOf(await this.#read(hash)) ?? '')
  }

  /** False if it can't import any of these: it doesn't say their names. Much faster than to parse it. */
  async mentions(hash: string | undefined, stems: readonly string[]): Promise<boolean> {
    const text = await this.text(hash)
    return stems.some((stem) => text.includes(stem))
  }

  async names(path: string, hash: string | undefined): Promise<ModuleNames | null> {
    if (hash === undefined || !isModule(path)) return null
    const known = this.#known.get(hash)
    if (known !== undefined) return known
    const text = await this.text(hash)
    await letOthersRun()
    const names = text.length > mostLength ? null : readModuleNames(text)
    this.#known.set(hash, names)
    return names
  }
}

type Brought = {
  /** Path to the names that it exports (`default` with its own name). */
  files: Map<string, ReadonlyMap<string, string>>
  /** New exports of files that were there before. */
  exports: Map<string, Map<string, string>>
  packages: Set<string>
}

function packagesIn(text: string): Set<string> {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== 'object' || json === null) return new Set()
    const names = Object.entries(json).flatMap(([key, value]: [string, unknown]) =>
      /dependencies$/i.test(key) && typeof value === 'object' && value ? Object.keys(value) : [],
    )
    return new Set(names)
  } catch {
    return new Set()
  }
}

async function broughtBy({ before, after }: Change, modules: Modules): Promise<Brought> {
  const old = hashesOf(before)
  const brought: Brought = { files: new Map(), exports: new Map(), packages: new Set() }
  for (const { path, hash } of after) {
    const was = old.get(path)
    if (was === hash) continue
    const names = (await modules.names(path, hash))?.exports ?? new Map<string, string>()
    if (was === undefined) brought.files.set(path, names)
    else {
      const known = (await modules.names(path, was))?.exports
      const more = [...names].filter(([name]) => !known?.has(name))
      if (more.length > 0) brought.exports.set(path, new Map(more))
    }
    if (path !== 'package.json') continue
    const packages = packagesIn(await modules.text(was))
    for (const name of packagesIn(await modules.text(hash)))
      if (!packages.has(name)) brought.packages.add(name)
  }
  return brought
}

/** What an import of anything that was brought has to say. An index file can be imported by a dot. */
function stemsOf({ files, exports, packages }: Brought): string[] {
  const paths = [...files.keys(), ...exports.keys()]
  const stems = paths.map((path) => basename(path).replace(/\..*$/, ''))
  return [...stems.map((stem) => (stem === 'index' ? '' : stem)), ...packages]
}

async function usesIn(
  path: string,
  hash: string | undefined,
  tree: Tree,
  { brought, modules }: { brought: Brought; modules: Modules },
): Promise<string[]> {
  if (!isModule(path) || !(await modules.mentions(hash, stemsOf(brought)))) return []
  return usesOf(path, await modules.names(path, hash), tree, brought)
}

/** What a module uses of what was brought, in words for people. */
function usesOf(path: string, names: ModuleNames | null, tree: Tree, brought: Brought): string[] {
  return (names?.imports ?? []).flatMap((wanted) => {
    const name = packageOf(wanted.from)
    if (name !== null) return brought.packages.has(name) ? [name] : []
    const file = fileOf(wanted.from, path, tree)
    if (file === null) return []
    const whole = brought.files.get(file)
    const known = whole ?? brought.exports.get(file)
    const found = wanted.names.flatMap((wish) => {
      const own = known?.get(wish)
      return own === undefined ? [] : [own === 'default' ? file : own]
    })
    return found.length > 0 ? found : whole ? [file] : []
  })
}

/** Uses that a later version added, or a file that came with the undone one and that it changed. */
async function newUses(later: Change, brought: Brought, modules: Modules): Promise<Use[]> {
  const [old, tree] = [hashesOf(later.before), hashesOf(later.after)]
  const uses: Use[] = []
  for (const [path, hash] of tree) {
    const was = old.get(path)
    if (was === hash) continue
    if (was !== undefined && brought.files.has(path)) uses.push({ path, name: path })
    const before = new Set(await usesIn(path, was, old, { brought, modules }))
    for (const name of await usesIn(path, hash, tree, { brought, modules }))
      if (!before.has(name)) uses.push({ path, name })
  }
  return uses
}

type Use = { path: string; name: string }

/**
 * Which later versions build on what a version brought, by the names of components, exports, files and packages that they
 * import. A version that only edits a file in which the undone one itself made the use doesn't count, nor does a use
 * that is gone by now. In the order of `later`; versions without uses are left out.
 */
export async function dependentsOf(request: {
  brought: Change
  later: ReadonlyArray<Change & { id: string }>
  now: readonly TreeEntry[]
  read: ReadBlob
}): Promise<Array<{ id: string; uses: string[] }>> {
  const modules = new Modules(request.read)
  const brought = await broughtBy(request.brought, modules)
  if (brought.files.size + brought.exports.size + brought.packages.size === 0) return []
  const now = hashesOf(request.now)
  const dependents: Array<{ id: string; uses: string[] }> = []
  for (const version of request.later) {
    const names = new Set<string>()
    for (const { path, name } of await newUses(version, brought, modules)) {
      const present = await usesIn(path, now.get(path), now, { brought, modules })
      if (present.includes(name) || (path === name && now.has(path))) names.add(name)
    }
    if (names.size > 0) dependents.push({ id: version.id, uses: [...names].toSorted() })
  }
  return dependents
}
