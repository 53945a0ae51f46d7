import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { versions } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

export type VersionNumber = { id: Id; number: number }

type Change = VersionNumber & { undoes: readonly Id[]; treeHash: string; kind: string }

/** Undos and restores, oldest first. */
function readChanges(db: Db | Tx, sessionId: Id): Promise<Change[]> {
  const { id, number, undoes, treeHash, kind } = versions
  return db
    .select({ id, number, undoes, treeHash, kind })
    .from(versions)
    .where(
      and(
        eq(versions.sessionId, sessionId),
        or(eq(versions.kind, 'restore'), sql`${versions.undoes} <> '[]'::jsonb`),
      ),
    )
    .orderBy(asc(versions.number))
}

/** The version that each restore brought back, by the restore's number: the newest earlier one with the same files. */
async function readRestored(
  db: Db | Tx,
  sessionId: Id,
  restores: readonly Change[],
): Promise<ReadonlyMap<number, number>> {
  if (restores.length === 0) return new Map()
  const hashes = [...new Set(restores.map(({ treeHash }) => treeHash))]
  const alike = await db
    .select({ number: versions.number, treeHash: versions.treeHash })
    .from(versions)
    .where(and(eq(versions.sessionId, sessionId), inArray(versions.treeHash, hashes)))
    .orderBy(asc(versions.number))
  return new Map(
    restores.map(({ number, treeHash }) => {
      const before = alike.filter((one) => one.treeHash === treeHash && one.number < number)
      return [number, before.at(-1)?.number ?? 0]
    }),
  )
}

/**
 * The session's versions that an undo took out, each with that undo. An undo that was itself undone does not count; after a
 * restore, those of then do.
 */
export async function undoneVersions(
  db: Db | Tx,
  sessionId: Id,
): Promise<ReadonlyMap<Id, VersionNumber>> {
  const changes = await readChanges(db, sessionId)
  const restores = changes.filter(({ kind }) => kind === 'restore')
  const restored = await readRestored(db, sessionId, restores)
  const past: Array<{ number: number; undos: readonly Change[] }> = []
  const undosAt = (number: number) => past.findLast((one) => one.number <= number)?.undos ?? []
  for (const change of changes) {
    const { number } = change
    const back = restored.get(number)
    const undos = back === undefined ? [...undosAt(number), change] : undosAt(back)
    past.push({ number, undos })
  }
  const undone = new Map<Id, VersionNumber>()
  for (const { id, number, undoes } of undosAt(Infinity).toReversed()) {
    if (undone.has(id)) continue
    for (const target of undoes) if (!undone.has(target)) undone.set(target, { id, number })
  }
  return undone
}
