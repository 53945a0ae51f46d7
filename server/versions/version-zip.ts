import { eq, inArray } from 'drizzle-orm'
import { blobs, sessions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import { headOf } from '../../shared/truncate.ts'
import { appReadme, isReadme } from './app-readme.ts'
import { blobReader, bytesOf, readBlob, textOf } from './blobs.ts'
import { readTree, versionOf } from './read-tree.ts'
import { treeEntries, type TreeEntry } from './working-tree.ts'
import { zip, type ZipSource } from './zip.ts'

const nameLength = 60

/** Of letters and digits of any script. */
function fileName(text: string): string {
  const name = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
  return headOf(name, nameLength).replace(/^-+|-+$/g, '') || 'app'
}

/** For programs that know no other letters. */
function plainName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^a-z0-9-]+/g, '')
    .replace(/^-+/, '')
  return /^v\d+$/.test(plain) ? `app-${plain}` : plain || 'app'
}

interface Shown {
  name: string
  number: number | null
  at: Date
  files: TreeEntry[]
}

async function shownAt(db: Db, sessionId: Id, at: VersionAt): Promise<Shown> {
  const [session] = await db
    .select({ name: sessions.name, changedAt: sessions.changedAt })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
  if (!session) throw new AppError('not_found', 'There is no such session.')
  const { name, changedAt } = session
  if (at === 'now')
    return { name, number: null, at: changedAt, files: await treeEntries(db, sessionId) }
  const version = await versionOf(db, sessionId, at)
  const files = await readTree(db, version.treeHash)
  return { name, number: version.number, at: version.at, files }
}

/** Small files are read together, a window of them at a time. */
function readerOf(db: Db, files: readonly TreeEntry[]) {
  const window = 64
  let known: { from: number; read: ReturnType<typeof blobReader> } | null = null
  return async (index: number, hash: string) => {
    const from = index - (index % window)
    if (known?.from !== from) {
      const hashes = files.slice(from, from + window).map((file) => file.hash)
      known = { from, read: blobReader(db, hashes) }
    }
    return (await known.read)(hash)
  }
}

async function sourcesOf(db: Db, folder: string, files: TreeEntry[]): Promise<ZipSource[]> {
  const hashes = [...new Set(files.map(({ hash }) => hash))]
  const rows = await db
    .select({ hash: blobs.hash, size: blobs.size, encoding: blobs.encoding })
    .from(blobs)
    .where(inArray(blobs.hash, hashes))
  const known = new Map(rows.map((row) => [row.hash, row]))
  const read = readerOf(db, files)
  return files.map(({ path, hash }, index) => ({
    path: `${folder}/${path}`,
    size: known.get(hash)?.size ?? 0,
    // the store has found that it does not compress
    stored: known.get(hash)?.encoding === 'raw',
    read: () => read(index, hash),
  }))
}

async function readmeOf(db: Db, { name, files }: Shown): Promise<Uint8Array> {
  const manifest = files.find(({ path }) => path === 'package.json')
  const text = manifest ? textOf(await readBlob(db, manifest.hash)) : null
  return bytesOf(appReadme(name, text))
}

export interface VersionZip {
  /** Without `.zip`. */
  name: string
  /** The same in ASCII, and the folder in the ZIP. */
  plain: string
  chunks: AsyncGenerator<Uint8Array>
}

/**
 * The app as it was, to work on elsewhere. Throws AppError not_found, and bad_input if it is too
 * large.
 */
export async function versionZip(
  db: Db,
  { sessionId, version }: { sessionId: Id; version: VersionAt },
): Promise<VersionZip> {
  const shown = await shownAt(db, sessionId, version)
  const { number } = shown
  const name = fileName(shown.name) + (number === null ? '' : `-v${number}`)
  const plain = plainName(name)
  const sources = await sourcesOf(db, plain, shown.files)
  const bytes = sources.reduce((sum, { size }) => sum + size, 0)
  if (bytes > limits.zipBytes)
    throw new AppError(
      'bad_input',
      `The app is larger than ${limits.zipBytes / 1_000_000_000} GB, which is too large for a ZIP. Delete large files, or download an earlier version.`,
    )
  if (!shown.files.some(({ path }) => isReadme(path))) {
    const readme = await readmeOf(db, shown)
    const path = `${plain}/README.md`
    sources.unshift({ path, size: readme.length, stored: false, read: async () => readme })
  }
  return { name, plain, chunks: zip(sources, shown.at) }
}
