import { createHash } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import { blobs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'

const encoder = new TextEncoder()

export const hashOf = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex')

/** Stores contents that are not there yet; answers their hashes in the order given. */
export const putBlobs = async (db: Db | Tx, contents: string[]): Promise<string[]> => {
  const rows = contents.map((text) => {
    const content = encoder.encode(text)
    return { hash: hashOf(content), content, size: content.byteLength }
  })
  if (rows.length > 0) await db.insert(blobs).values(rows).onConflictDoNothing()
  return rows.map((row) => row.hash)
}

/** The content with this hash. Throws where it is not stored. */
export const readBlob = async (db: Db | Tx, hash: string): Promise<Uint8Array> => {
  const [row] = await db.select({ content: blobs.content }).from(blobs).where(eq(blobs.hash, hash))
  if (!row) throw new Error(`No blob ${hash}.`)
  return row.content
}

/** Contents by hash, those that are stored. */
export const readBlobs = async (
  db: Db | Tx,
  hashes: string[],
): Promise<Map<string, Uint8Array>> => {
  if (hashes.length === 0) return new Map()
  const rows = await db
    .select({ hash: blobs.hash, content: blobs.content })
    .from(blobs)
    .where(inArray(blobs.hash, hashes))
  return new Map(rows.map((row) => [row.hash, row.content]))
}

/** The text of a blob, or null where it isn't UTF-8. */
export const textOf = (content: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return null
  }
}
