/**
 * Key-value metadata of files. E2B uses extended attributes, which Node can't access. This uses one
 * file in the home, so that snapshots and forks include it.
 */
import { lstatSync, readFileSync, type Stats, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Fields, fieldsOf, numberOf, parseFields, stringMapOf, stringOf } from './decode.ts'
import { RpcError } from './rpc-error.ts'

export type Metadata = Record<string, string>

const storeFile = '.e2b-metadata.json'
/** E2B's limits, those of extended attributes. */
const attributePrefixBytes = 'user.e2b.'.length
const maxNameBytes = 255 - attributePrefixBytes
const maxTotalBytes = 4096
const headerPrefix = 'x-metadata-'

/** Throws invalid_argument for headers that E2B rejects. */
export function metadataOf(headers: NodeJS.Dict<string | string[]>): Metadata {
  const metadata: Metadata = {}
  let total = 0
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(headerPrefix) || typeof value !== 'string') continue
    const name = header.slice(headerPrefix.length)
    if (name === '' || name.length > maxNameBytes || !/^[\x20-\x7e]*$/.test(value))
      throw new RpcError(
        'invalid_argument',
        `the metadata ${name} is not printable ASCII, or too long`,
      )
    total += attributePrefixBytes + name.length + value.length
    metadata[name] = value
  }
  if (total > maxTotalBytes)
    throw new RpcError('invalid_argument', `a file's metadata is at most ${maxTotalBytes} bytes`)
  return metadata
}

/** Bound to the inode: survives a rename. */
interface Attached {
  path: string
  born: number
  metadata: Metadata
}

function keyOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`
}

/** With birth time, because inode numbers are reused. */
function selfOf(own: Stats): string {
  return `${keyOf(own)}:${own.birthtimeMs}`
}

function attachedOf(fields: Fields): Attached {
  return {
    path: stringOf(fields, 'path') ?? '',
    born: numberOf(fields, 'born') ?? 0,
    metadata: stringMapOf(fields, 'metadata'),
  }
}

function look(target: string): Stats | null {
  return lstatSync(target, { throwIfNoEntry: false }) ?? null
}

export class FileMetadata {
  readonly #home: string
  readonly #store: string
  #known: Map<string, Attached> | null = null

  constructor(home: string) {
    this.#home = home
    this.#store = path.join(home, storeFile)
  }

  of(stats: Stats): Metadata | null {
    const found = this.#files().get(keyOf(stats))
    return found && found.born === stats.birthtimeMs ? found.metadata : null
  }

  set(target: string, stats: Stats, metadata: Metadata): void {
    const files = this.#files()
    const key = keyOf(stats)
    const own = this.#relative(target)
    // Also that of a file which this one has replaced.
    const earlier = [...files].filter(([at, each]) => at === key || each.path === own)
    const isEmpty = Object.keys(metadata).length === 0
    if (isEmpty && earlier.length === 0) return
    for (const [at] of earlier) files.delete(at)
    if (!isEmpty) files.set(key, { path: own, born: stats.birthtimeMs, metadata })
    this.#save(files)
  }

  moved(source: string, destination: string): void {
    const files = this.#files()
    const [from, to] = [this.#relative(source), this.#relative(destination)]
    let isChanged = false
    for (const each of files.values()) {
      if (each.path !== from && !each.path.startsWith(`${from}/`)) continue
      each.path = to + each.path.slice(from.length)
      isChanged = true
    }
    if (isChanged) this.#save(files)
  }

  #relative(target: string): string {
    return path.relative(this.#home, target)
  }

  #files(): Map<string, Attached> {
    this.#known ??= this.#load()
    return this.#known
  }

  #load(): Map<string, Attached> {
    const files = new Map<string, Attached>()
    const own = look(this.#store)
    if (!own?.isFile()) return files
    try {
      const fields = parseFields(readFileSync(this.#store, 'utf8'))
      const all = fieldsOf(fields, 'files') ?? {}
      // A copied home has new inode numbers: find files by path.
      const isCopy = stringOf(fields, 'self') !== selfOf(own)
      for (const key of Object.keys(all)) {
        const each = attachedOf(fieldsOf(all, key) ?? {})
        const stats = isCopy ? look(path.join(this.#home, each.path)) : null
        if (!isCopy) files.set(key, each)
        else if (stats) files.set(keyOf(stats), { ...each, born: stats.birthtimeMs })
      }
      if (isCopy) this.#save(files)
    } catch {
      // Sandbox code may have corrupted it.
      files.clear()
    }
    return files
  }

  #save(files: Map<string, Attached>): void {
    // The store contains its own inode number, so it must exist first.
    if (!look(this.#store)) writeFileSync(this.#store, '{}')
    const own = look(this.#store)
    if (!own?.isFile()) return
    const text = JSON.stringify({ self: selfOf(own), files: Object.fromEntries(files) })
    writeFileSync(this.#store, text)
  }
}
