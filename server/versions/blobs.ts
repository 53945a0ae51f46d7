import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import { and, eq, inArray, lte } from 'drizzle-orm'
import { blobs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { keepBlob, keptBlob } from './recent-blobs.ts'

const encoder = new TextEncoder()
/** From this size on, compression is left to a thread. */
const largeBytes = 64_000
const mostAtOnce = 1_000
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

type Stored = Pick<typeof blobs.$inferInsert, 'content' | 'encoding'>

/** Gives a blob's content by its hash. */
export type ReadBlob = (hash: string) => Promise<Uint8Array>

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

export function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? encoder.encode(content) : content
}

/** Pictures and the like stay as they are: they would not get smaller. */
async function pack(content: Uint8Array): Promise<Stored> {
  const large = content.byteLength > largeBytes
  const packed = large ? await compress(content) : zstdCompressSync(content)
  return packed.byteLength < content.byteLength
    ? { content: packed, encoding: 'zstd' }
    : { content, encoding: 'raw' }
}

async function unpack(row: typeof blobs.$inferSelect): Promise<Uint8Array> {
  const { content, encoding, size } = row
  if (encoding === 'raw') return content
  return size > largeBytes ? decompress(content) : zstdDecompressSync(content)
}

/**
 * Returns all hashes in order. Until the transaction ends, no collection (`collect.ts`) takes these
 * blobs: name them before that.
 */
export async function putBlobs(
  tx: Tx,
  contents: ReadonlyArray<Uint8Array | string>,
): Promise<string[]> {
  const rows = contents.map(bytesOf).map((content) => ({ hash: hashOf(content), content }))
  const distinct = [...new Map(rows.map((row) => [row.hash, row])).values()]
  const packed = await Promise.all(
    distinct.map(async ({ hash, content }) => ({
      hash,
      size: content.byteLength,
      binary: textOf(content) === null,
      ...(await pack(content)),
    })),
  )
  // in one order everywhere: concurrent inserts of the same blobs wait for each other
  let missing = packed.sort((a, b) => (a.hash < b.hash ? -1 : 1))
  while (missing.length > 0) {
    const made = await tx
      .insert(blobs)
      .values(missing)
      .onConflictDoNothing()
      .returning({ hash: blobs.hash })
    const known = missing.map(({ hash }) => hash)
    const held =
      made.length === missing.length
        ? []
        : await tx
            .select({ hash: blobs.hash })
            .from(blobs)
            .where(inArray(blobs.hash, known))
            .for('key share')
    // one that is neither was collected in between
    const kept = new Set([...made, ...held].map(({ hash }) => hash))
    missing = missing.filter(({ hash }) => !kept.has(hash))
  }
  for (const { hash, content } of rows) keepBlob(hash, content)
  return rows.map((row) => row.hash)
}

/** Throws if missing. */
export async function readBlob(db: Db | Tx, hash: string): Promise<Uint8Array> {
  const kept = keptBlob(hash)
  if (kept) return kept
  const [row] = await db.select().from(blobs).where(eq(blobs.hash, hash))
  if (!row) throw new Error(`No blob ${hash}.`)
  return unpack(row)
}

export async function readBlobs(db: Db | Tx, hashes: string[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  const missing = hashes.filter((hash) => {
    const kept = keptBlob(hash)
    if (kept) found.set(hash, kept)
    return !kept
  })
  if (missing.length === 0) return found
  const rows = await db.select().from(blobs).where(inArray(blobs.hash, missing))
  for (const row of rows) found.set(row.hash, await unpack(row))
  return found
}

/** Reads many at once: the small ones with a single call. */
export async function blobReader(db: Db | Tx, hashes: readonly string[]): Promise<ReadBlob> {
  const wanted = [...new Set(hashes)].slice(0, mostAtOnce)
  const small = new Map<string, Uint8Array>()
  if (wanted.length > 1) {
    const rows = await db
      .select()
      .from(blobs)
      .where(and(inArray(blobs.hash, wanted), lte(blobs.size, largeBytes)))
    for (const row of rows) small.set(row.hash, await unpack(row))
  }
  return async (hash) => small.get(hash) ?? readBlob(db, hash)
}

/** Null if it is binary: not UTF-8, or with NUL in it. A byte order mark stays. */
export function textOf(content: Uint8Array): string | null {
  if (content.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return null
  }
}
