import { lt, or } from 'drizzle-orm'
import { invites, shareLinks } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { limits } from '../../shared/limits.ts'
import type { Clock } from '../lib/clock.ts'

/** Removes invites and share links that ended `limits.deadLinkMs` ago. Returns their number. */
export async function removeDeadLinks({ db, clock }: { db: Db; clock: Clock }): Promise<number> {
  const before = new Date(clock.date().getTime() - limits.deadLinkMs)
  const dead = await db
    .delete(invites)
    .where(or(lt(invites.revokedAt, before), lt(invites.expiresAt, before)))
    .returning({ id: invites.id })
  const revoked = await db
    .delete(shareLinks)
    .where(lt(shareLinks.revokedAt, before))
    .returning({ id: shareLinks.id })
  return dead.length + revoked.length
}
