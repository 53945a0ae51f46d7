import { createHash } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import { blobs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { keepBlob, keptBlob } from './recent-blobs.ts'

const encoder = new TextEncoder()

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Returns all hashes in order. */
export async function putBlobs(db: Db | Tx, contents: string[]): Promise<string[]> {
  const rows = contents.map((text) => {
    const content = encoder.encode(text)
    return { hash: hashOf(content), content, size: content.byteLength }
  })
  if (rows.length > 0) await db.insert(blobs).values(rows).onConflictDoNothing()
  for (const { hash, content } of rows) keepBlob(hash, content)
  return rows.map((row) => row.hash)
}

/** Throws if missing. */
export async function readBlob(db: Db | Tx, hash: string): Promise<Uint8Array> {
  const kept = keptBlob(hash)
  if (kept) return kept
  const [row] = await db.select({ content: blobs.content }).from(blobs).where(eq(blobs.hash, hash))
  if (!row) throw new Error(`No blob ${hash}.`)
  return row.content
}

export async function readBlobs(db: Db | Tx, hashes: string[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  const missing = hashes.filter((hash) => {
    const kept = keptBlob(hash)
    if (kept) found.set(hash, kept)
    return !kept
  })
  if (missing.length === 0) return found
  const rows = await db
    .select({ hash: blobs.hash, content: blobs.content })
    .from(blobs)
    .where(inArray(blobs.hash, missing))
  for (const { hash, content } of rows) found.set(hash, content)
  return found
}

/** Null if it isn't UTF-8. */
export function textOf(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return null
  }
}
