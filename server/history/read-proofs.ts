import { asc, inArray } from 'drizzle-orm'
import { versionProofs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { ProofPicture } from '../../shared/protocol/proof-picture.ts'

/** By version, in order, without their bytes. */
export async function readProofs(db: Db | Tx, versionIds: Id[]): Promise<Map<Id, ProofPicture[]>> {
  const found = new Map<Id, ProofPicture[]>()
  if (versionIds.length === 0) return found
  const { versionId, position, caption, width, height } = versionProofs
  const rows = await db
    .select({ versionId, position, caption, width, height })
    .from(versionProofs)
    .where(inArray(versionId, versionIds))
    .orderBy(asc(position))
  for (const { versionId: id, ...picture } of rows) {
    const pictures = found.get(id) ?? []
    pictures.push(picture)
    found.set(id, pictures)
  }
  return found
}
