import { and, asc, exists, gt, inArray, lt, lte, not, or, type SQL, sql } from 'drizzle-orm'
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

/** Deletes the table's rows that `unused` finds, a page at a time. Returns their number. */
async function collect(
  { db, pageSize = 500, signal }: Deps,
  table: Table,
  unused: SQL | undefined,
): Promise<number> {
  let collected = 0
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
    if (last === undefined) return collected
    const inPage = and(gt(table.hash, after), lte(table.hash, last), unused)
    collected += await db.transaction(async (tx) => {
      const locked = await tx
        .select({ hash: table.hash })
        .from(table)
        .where(inPage)
        .for('update', { skipLocked: true })
      if (locked.length === 0) return 0
      const hashes = locked.map(({ hash }) => hash)
      // A statement of its own sees every name that was given before the lock; giving another one
      // needs the row's lock too.
      const gone = await tx
        .delete(table)
        .where(and(inArray(table.hash, hashes), unused))
        .returning({ hash: table.hash })
      return gone.length
    })
    after = last
  }
}

/**
 * Deletes trees that no version names, then blobs that neither a tree nor a working tree names.
 * Safe beside writers and other nodes, and when killed: `putBlobs` and `putTree` lock what they
 * find, and a foreign key or a tree names it before they let go.
 */
export async function collectFiles(deps: Deps): Promise<{ trees: number; blobs: number }> {
  const { db, clock } = deps
  const one = { one: sql`1` }
  const inVersion = exists(
    db.select(one).from(versions).where(sql`${versions.treeHash} = ${trees.hash}`),
  )
  const inWorkingTree = exists(
    db.select(one).from(workingFiles).where(sql`${workingFiles.hash} = ${blobs.hash}`),
  )
  const inTree = exists(
    db
      .select(one)
      .from(trees)
      .where(
        sql`${trees.files} @> jsonb_build_array(jsonb_build_object('hash', ${blobs.hash}::text))`,
      ),
  )
  const old = lt(blobs.createdAt, new Date(clock.date().getTime() - limits.looseBlobMs))
  return {
    trees: await collect(deps, trees, not(inVersion)),
    blobs: await collect(deps, blobs, and(old, not(or(inWorkingTree, inTree) ?? sql`false`))),
  }
}
