import { and, eq } from 'drizzle-orm'
import { workingFiles } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { VersionAt } from '../../shared/protocol/inputs/version-inputs.ts'
import type { VersionFileView } from '../../shared/protocol/version-view.ts'
import { readBlob, textOf } from './blobs.ts'
import { readTree, versionOf } from './read-tree.ts'

interface Place {
  sessionId: Id
  version: VersionAt
  path: string
}

async function hashAt(db: Db, { sessionId, version, path }: Place): Promise<string | null> {
  if (version !== 'now') {
    const { treeHash } = await versionOf(db, sessionId, version)
    const files = await readTree(db, treeHash)
    return files.find((file) => file.path === path)?.hash ?? null
  }
  const [row] = await db
    .select({ hash: workingFiles.hash })
    .from(workingFiles)
    .where(and(eq(workingFiles.sessionId, sessionId), eq(workingFiles.path, path)))
  return row?.hash ?? null
}

/** Null if the file isn't there. Throws AppError not_found if the version isn't. */
export async function readVersionBytes(
  db: Db,
  place: Place,
): Promise<{ hash: string; content: Uint8Array } | null> {
  const hash = await hashAt(db, place)
  return hash === null ? null : { hash, content: await readBlob(db, hash) }
}

/** `whole`: also the text of a large file. Throws AppError not_found if the version isn't there. */
export async function versionFile(
  db: Db,
  { whole = false, ...place }: Place & { whole?: boolean | undefined },
): Promise<VersionFileView> {
  const file = await readVersionBytes(db, place)
  if (!file) return { text: null, binary: false, large: false, size: 0, hash: null }
  const { hash, content } = file
  const text = textOf(content)
  const large = content.byteLength > limits.shownFileBytes
  return {
    text: large && !whole ? null : text,
    binary: text === null,
    large: large && text !== null,
    size: content.byteLength,
    hash,
  }
}
