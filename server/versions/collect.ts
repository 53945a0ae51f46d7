import { and, asc, exists, gt, inArray, lt, lte, not, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { blobs, trees, versions, workingFiles } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { limits } from '../../shared/limits.ts'
import type { Clock } from '../lib/clock.ts'

interface Deps {
  db: Db
  clock: Clock
  /** Rows looked at together. */
  pageSize?: number
  signal?: AbortSignal | undefined
}

type Table = typeof blobs | typeof trees

/**
 * Deletes those of the table's rows that `unused` finds, and returns the deleted ones' hashes. Giving a row a name needs
 * the row's lock too, and the second statement sees every name that was given before this lock.
 */
async function remove(
  db: Db,
  table: Table,
  place: SQL | undefined,
  unused: SQL | undefined,
): Promise<string[]> {
  return db.transaction(async (tx) => {
    const locked = await tx
      .select({ hash: table.hash })
      .from(table)
      .where(and(place, unused))
      .for('update', { skipLocked: true })
    if (locked.length === 0) return []
    const hashes = locked.map(({ hash }) => hash)
    const gone = await tx
      .delete(table)
      .where(and(inArray(table.hash, hashes), unused))
      .returning({ hash: table.hash })
    return gone.map(({ hash }) => hash)
  })
}

/** The parts of the table that are looked at together. */
async function* pagesOf({ db, pageSize = 500, signal }: Deps, table: Table) {
  let after = ''
  for (;;) {
    signal?.throwIfAborted()
    const page = await db
      .select({ hash: table.hash })
      .from(table)
      .where(gt(table.hash, after))
      .orderBy(asc(table.hash))
      .limit(pageSize)
    const last = page.at(-1)?.hash
    if (last === undefined) return
    yield and(gt(table.hash, after), lte(table.hash, last))
    after = last
  }
}

async function collectBlobs(deps: Deps, unused: SQL | undefined): Promise<number> {
  let collected = 0
  for await (const page of pagesOf(deps, blobs))
    collected += (await remove(deps.db, blobs, page, unused)).length
  return collected
}

/** A folder that nothing names any more takes those in it along. */
async function collectTrees(deps: Deps, unused: SQL | undefined): Promise<number> {
  const { db, signal } = deps
  let collected = 0
  for await (const page of pagesOf(deps, trees)) {
    let place = page
    for (;;) {
      signal?.throwIfAborted()
      const inside = await childrenOf(db, and(place, unused))
      const gone = await remove(db, trees, place, unused)
      collected += gone.length
      if (gone.length === 0 || inside.length === 0) break
      place = inArray(trees.hash, inside)
    }
  }
  return collected
}

async function childrenOf(db: Db, where: SQL | undefined): Promise<string[]> {
  const folders = await db.select().from(trees).where(where)
  const names = folders.flatMap(({ names, hashes }) =>
    hashes.filter((_, index) => names[index]?.endsWith('/')),
  )
  return [...new Set(names)]
}

/**
 * Deletes trees that no version names with all that is only in them, then blobs that neither a tree nor a working tree
 * names. Safe beside writers and other nodes, and when killed: `putBlobs` and `putTree` lock what they find, and a
 * foreign key or a tree names it before they let go.
 */
export async function collectFiles(deps: Deps): Promise<{ trees: number; blobs: number }> {
  const { db, clock } = deps
  const one = { one: sql`1` }
  const inVersion = exists(
    db.select(one).from(versions).where(sql`${versions.treeHash} = ${trees.hash}`),
  )
  const parent = alias(trees, 'parent')
  const inFolder = ({ hash }: Table) =>
    exists(
      db.select(one).from(parent).where(sql`${parent.hashes} @> array[decode(${hash}, 'hex')]`),
    )
  const inWorkingTree = exists(
    db.select(one).from(workingFiles).where(sql`${workingFiles.hash} = ${blobs.hash}`),
  )
  const old = lt(blobs.createdAt, new Date(clock.date().getTime() - limits.looseBlobMs))
  return {
    trees: await collectTrees(deps, not(or(inVersion, inFolder(trees)) ?? sql`false`)),
    blobs: await collectBlobs(
      deps,
      and(old, not(or(inWorkingTree, inFolder(blobs)) ?? sql`false`)),
    ),
  }
}
