import { and, eq, gte, sql } from 'drizzle-orm'
import { cutoffs, invites, sessions, shareLinks } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'

export type Cutoff = (typeof cutoffs.$inferSelect)['why']

/** The database's clock, read under the workspace's lock: links and cutoffs have one order on all nodes. */
export const now = sql<Date>`clock_timestamp()`

/** From now on only newer links count for them (rule 35.2). */
export async function cutOff(tx: Tx, workspaceId: Id, userId: Id, why: Cutoff): Promise<void> {
  await tx
    .insert(cutoffs)
    .values({ workspaceId, userId, why, at: now })
    .onConflictDoUpdate({ target: [cutoffs.workspaceId, cutoffs.userId], set: { why, at: now } })
}

/** Null if the invite counts for them. */
export async function inviteCutoff(db: Db | Tx, inviteId: Id, userId: Id): Promise<Cutoff | null> {
  const [row] = await db
    .select({ why: cutoffs.why })
    .from(invites)
    .innerJoin(cutoffs, eq(cutoffs.workspaceId, invites.workspaceId))
    .where(
      and(eq(invites.id, inviteId), eq(cutoffs.userId, userId), gte(cutoffs.at, invites.createdAt)),
    )
  return row?.why ?? null
}

/** Null if the share link counts for them. */
export async function shareLinkCutoff(db: Db | Tx, linkId: Id, userId: Id): Promise<Cutoff | null> {
  const [row] = await db
    .select({ why: cutoffs.why })
    .from(shareLinks)
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .innerJoin(cutoffs, eq(cutoffs.workspaceId, sessions.workspaceId))
    .where(
      and(
        eq(shareLinks.id, linkId),
        eq(cutoffs.userId, userId),
        gte(cutoffs.at, shareLinks.createdAt),
      ),
    )
  return row?.why ?? null
}

/** For somebody who is no member. */
export function cutOffError(why: Cutoff, what: 'invite' | 'link'): AppError {
  const since = why === 'left' ? 'You left this workspace' : 'You were removed from this workspace'
  return new AppError(
    'forbidden',
    `${since} after this ${what} was made, so it no longer lets you in. Ask somebody there for a new one.`,
  )
}
