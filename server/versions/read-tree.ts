import { and, eq, sql } from 'drizzle-orm'
import { trees, versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { entriesOf, type Folder } from './folders.ts'
import type { TreeEntry } from './working-tree.ts'

/** The folder and all in it, by hash. Empty if it isn't stored. */
export function readFolders(db: Db | Tx, root: string): Promise<Map<string, Folder>> {
  return readAllFolders(db, [root])
}

async function readAllFolders(db: Db | Tx, roots: readonly string[]): Promise<Map<string, Folder>> {
  const inside = sql`(
    with recursive inside(hash) as (
      select jsonb_array_elements_text(${JSON.stringify(roots)}::jsonb)
      union
      select encode(child.hash, 'hex')
      from inside join ${trees} parent on parent.hash = inside.hash,
        unnest(parent.names, parent.hashes) as child(name, hash)
      where right(child.name, 1) = '/'
    )
    select hash from inside
  )`
  const rows = await db.select().from(trees).where(sql`${trees.hash} in ${inside}`)
  return new Map(rows.map((folder) => [folder.hash, folder]))
}

/** The files of a stored tree, sorted by path. Empty if there is no such tree. */
export async function readTree(db: Db | Tx, hash: string): Promise<TreeEntry[]> {
  const folders = await readFolders(db, hash)
  return folders.size === 0 ? [] : entriesOf(hash, folders)
}

export function noVersion(): AppError {
  return new AppError('not_found', 'There is no such version in this session.')
}

/** Of several trees, with one call. Those that aren't stored are left out. */
export async function readTrees(
  db: Db | Tx,
  hashes: readonly string[],
): Promise<Map<string, TreeEntry[]>> {
  const folders = await readAllFolders(db, hashes)
  const stored = hashes.filter((hash) => folders.has(hash))
  return new Map(stored.map((hash) => [hash, entriesOf(hash, folders)]))
}

/** A version of the session. Throws AppError not_found. */
export async function versionOf(
  db: Db | Tx,
  sessionId: Id,
  versionId: Id,
): Promise<typeof versions.$inferSelect> {
  const [row] = await db
    .select()
    .from(versions)
    .where(and(eq(versions.id, versionId), eq(versions.sessionId, sessionId)))
  if (!row) throw noVersion()
  return row
}
