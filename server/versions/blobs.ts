import { createHash } from 'node:crypto'
import { eq, inArray } from 'drizzle-orm'
import { blobs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { keepBlob, keptBlob } from './recent-blobs.ts'

const encoder = new TextEncoder()

export function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/**
 * Returns all hashes in order. Until the transaction ends, no collection (`collect.ts`) takes these
 * blobs: name them before that.
 */
export async function putBlobs(tx: Tx, contents: string[]): Promise<string[]> {
  const rows = contents.map((text) => {
    const content = encoder.encode(text)
    return { hash: hashOf(content), content, size: content.byteLength }
  })
  // in one order everywhere: concurrent inserts of the same blobs wait for each other
  let missing = [...new Map(rows.map((row) => [row.hash, row])).values()].sort((a, b) =>
    a.hash < b.hash ? -1 : 1,
  )
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
