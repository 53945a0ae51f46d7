/**
 * Metadata that clients attach to files: names with values. E2B keeps it in extended attributes, which Node can't reach. Here it is
 * in one file in the home folder, so that a copy of the home (a snapshot, a fork) has it too.
 */
import { lstatSync, readFileSync, type Stats, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Fields, fieldsOf, numberOf, parseFields, stringMapOf, stringOf } from './decode.ts'
import { RpcError } from './rpc-error.ts'

export type Metadata = Record<string, string>

/** The file exists only if a client has attached something. */
const storeFile = '.e2b-metadata.json'
/** E2B's limits, which are those of extended attributes. */
const attributePrefixBytes = 'user.e2b.'.length
const maxNameBytes = 255 - attributePrefixBytes
const maxTotalBytes = 4096
const headerPrefix = 'x-metadata-'

/** The metadata in an upload's headers. Throws invalid_argument for what E2B doesn't accept. */
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

/** One file's metadata. It belongs to the file, not to its name: it moves and ends with the file. */
interface Attached {
  path: string
  born: number
  metadata: Metadata
}

function keyOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`
}

/** Tells a store from its copy: once the original is removed, the copy may get its inode number. */
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

  /** The metadata of the file with these `stats`; null for none. */
  of(stats: Stats): Metadata | null {
    const found = this.#files().get(keyOf(stats))
    return found && found.born === stats.birthtimeMs ? found.metadata : null
  }

  /** Replaces the file's metadata. */
  set(target: string, stats: Stats, metadata: Metadata): void {
    const files = this.#files()
    const key = keyOf(stats)
    const isEmpty = Object.keys(metadata).length === 0
    if (isEmpty && !files.has(key)) return
    if (isEmpty) files.delete(key)
    else files.set(key, { path: this.#relative(target), born: stats.birthtimeMs, metadata })
    this.#save(files)
  }

  /** Updates the paths of files that were moved. */
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
      // In a copy of the home the inode numbers are others: the files are found by their names.
      const isCopy = stringOf(fields, 'self') !== selfOf(own)
      for (const key of Object.keys(all)) {
        const each = attachedOf(fieldsOf(all, key) ?? {})
        const stats = isCopy ? look(path.join(this.#home, each.path)) : null
        if (!isCopy) files.set(key, each)
        else if (stats) files.set(keyOf(stats), { ...each, born: stats.birthtimeMs })
      }
      if (isCopy) this.#save(files)
    } catch {
      // Code in the sandbox may have written anything.
      files.clear()
    }
    return files
  }

  #save(files: Map<string, Attached>): void {
    // The file must exist before it can hold its own inode number.
    if (!look(this.#store)) writeFileSync(this.#store, '{}')
    const own = look(this.#store)
    if (!own?.isFile()) return
    const text = JSON.stringify({ self: selfOf(own), files: Object.fromEntries(files) })
    writeFileSync(this.#store, text)
  }
}
