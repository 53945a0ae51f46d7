import { and, asc, desc, eq, inArray, lt, notInArray, sql } from 'drizzle-orm'
import { versionProofs, versions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { ProofKind } from '../../shared/protocol/proof-picture.ts'
import type { LockSession } from '../events/session-transaction.ts'

export interface Proof {
  kind: ProofKind
  caption: string
  width: number
  height: number
  jpeg: Uint8Array
}

export async function readProofImage(db: Db, sessionId: Id, versionId: Id, position: number) {
  const [row] = await db
    .select({ image: versionProofs.jpeg })
    .from(versionProofs)
    .innerJoin(versions, eq(versions.id, versionProofs.versionId))
    .where(
      and(
        eq(versionProofs.versionId, versionId),
        eq(versionProofs.position, position),
        eq(versions.sessionId, sessionId),
      ),
    )
  return row ? { image: row.image, type: 'image/jpeg' } : null
}

/** The page as an earlier version left it. Null if none has a picture of it. */
export async function proofBefore(
  db: Db,
  { sessionId, number }: { sessionId: Id; number: number },
): Promise<Proof | null> {
  const { kind, width, height, jpeg } = versionProofs
  const [row] = await db
    .select({ number: versions.number, width, height, jpeg })
    .from(versionProofs)
    .innerJoin(versions, eq(versions.id, versionProofs.versionId))
    .where(and(eq(versions.sessionId, sessionId), lt(versions.number, number), eq(kind, 'after')))
    .orderBy(desc(versions.number))
    .limit(1)
  if (!row) return null
  const caption = `Before: version ${row.number}`
  return { kind: 'before', caption, width: row.width, height: row.height, jpeg: row.jpeg }
}

/** Once for each version: false if it has some. Those of old versions go. */
export function keepProofs(
  lockSession: LockSession,
  { sessionId, versionId }: { sessionId: Id; versionId: Id },
  proofs: readonly Proof[],
): Promise<boolean> {
  const rows = proofs
    .filter(({ jpeg }) => jpeg.byteLength <= limits.pictureBytes)
    .slice(0, limits.proofPictures)
    .map((proof, position) => ({ versionId, position, ...proof }))
  return lockSession(sessionId, async ({ tx, emit }) => {
    const [any] = await tx
      .select({ position: versionProofs.position })
      .from(versionProofs)
      .where(eq(versionProofs.versionId, versionId))
      .limit(1)
    if (any || rows.length === 0) return false
    await tx.insert(versionProofs).values(rows)
    const mine = eq(versions.sessionId, sessionId)
    const newest = tx
      .selectDistinct({ id: versions.id, number: versions.number })
      .from(versions)
      .innerJoin(versionProofs, eq(versionProofs.versionId, versions.id))
      .where(mine)
      .orderBy(desc(versions.number))
      .limit(limits.proofVersions)
      .as('newest')
    const kept = tx.select({ id: newest.id }).from(newest)
    const all = tx.select({ id: versions.id }).from(versions).where(mine)
    await tx
      .delete(versionProofs)
      .where(and(inArray(versionProofs.versionId, all), notInArray(versionProofs.versionId, kept)))
    emit({ type: 'version_changed', versionId })
    return true
  })
}

/** Runs, oldest first, that left versions since then of which there are no pictures. */
export async function withoutProofs(
  db: Db,
  since: Date,
): Promise<Array<{ sessionId: Id; runId: Id }>> {
  const rows = await db
    .select({ sessionId: versions.sessionId, runId: versions.runId })
    .from(versions)
    .where(
      and(
        sql`${versions.at} > ${since.toISOString()}`,
        sql`${versions.runId} is not null`,
        sql`not exists (select 1 from ${versionProofs} where ${versionProofs.versionId} = ${versions.id})`,
      ),
    )
    .orderBy(asc(versions.at))
    .limit(20)
  return rows.flatMap(({ sessionId, runId }) => (runId === null ? [] : [{ sessionId, runId }]))
}
