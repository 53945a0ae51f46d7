import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { grants, invites, members, sessions, shareLinks } from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { endings } from '../access/endings.ts'
import { type Cutoff, cutOff } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { memberOf, publishChange } from './membership.ts'
import { settleSessions } from './settle-sessions.ts'

/** The endings of a membership. */
export type MemberEnding = 'removed' | 'left' | 'demotedToViewer' | 'demotedToEditor'

interface Person {
  workspaceId: Id
  userId: Id
}

const cutoffOf: Record<MemberEnding, Cutoff> = {
  removed: 'removed',
  left: 'left',
  demotedToViewer: 'demoted',
  demotedToEditor: 'demoted',
}

/** Under the workspace's lock: ends what rows hold, as the table says. */
export async function endRights(
  tx: Tx,
  deps: Pick<WorkspaceDeps, 'clock'>,
  ending: MemberEnding,
  person: Person,
): Promise<void> {
  await endLinksAndGrants(tx, deps, ending, person)
  await cutOff(tx, person.workspaceId, person.userId, cutoffOf[ending])
}

/** What links made until now give them is not changed by this: see `cutOff`. */
export async function endLinksAndGrants(
  tx: Tx,
  { clock }: Pick<WorkspaceDeps, 'clock'>,
  ending: MemberEnding,
  person: Person,
): Promise<void> {
  const { ends } = endings[ending]
  if (ends.ownShareLink === 'ends') await closeShareLinksOf(tx, person)
  if (ends.ownInvite === 'ends') await revokeInvitesOf(tx, clock.date(), person)
  if (ends.grant === 'ends') await deleteGrantsOf(tx, person)
}

/** Call under the workspace's lock. */
export async function takeOut(
  tx: Tx,
  deps: Pick<WorkspaceDeps, 'clock'>,
  ending: 'removed' | 'left',
  person: Person,
): Promise<void> {
  await tx.delete(members).where(memberOf(person.workspaceId, person.userId))
  await endRights(tx, deps, ending, person)
}

/** After the commit: ends what is open or working, on every node. */
export async function announceEnding(
  deps: WorkspaceDeps,
  ending: MemberEnding,
  { workspaceId, userId, by }: Person & { by: Id },
): Promise<void> {
  const { ends } = endings[ending]
  publishChange(deps, workspaceId, userId)
  const movePreview = ends.previewHost === 'ends'
  if (movePreview || ends.runningRun === 'ends')
    await settleSessions(deps, workspaceId, { userIds: [userId], by, movePreview })
}

function sessionsOf(tx: Tx, workspaceId: Id) {
  return tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.workspaceId, workspaceId))
}

/** Nobody has the new address, so nobody comes by it; those who came stay, until it is revoked. */
async function closeShareLinksOf(tx: Tx, { workspaceId, userId }: Person): Promise<void> {
  await tx
    .update(shareLinks)
    .set({ tokenHash: sql`'closed ' || gen_random_uuid()` })
    .where(
      and(
        eq(shareLinks.createdBy, userId),
        isNull(shareLinks.revokedAt),
        inArray(shareLinks.sessionId, sessionsOf(tx, workspaceId)),
      ),
    )
}

async function revokeInvitesOf(
  tx: Tx,
  revokedAt: Date,
  { workspaceId, userId }: Person,
): Promise<void> {
  await tx
    .update(invites)
    .set({ revokedAt })
    .where(
      and(
        eq(invites.workspaceId, workspaceId),
        eq(invites.createdBy, userId),
        isNull(invites.revokedAt),
      ),
    )
}

async function deleteGrantsOf(tx: Tx, { workspaceId, userId }: Person): Promise<void> {
  const links = tx
    .select({ id: shareLinks.id })
    .from(shareLinks)
    .where(inArray(shareLinks.sessionId, sessionsOf(tx, workspaceId)))
  await tx.delete(grants).where(and(eq(grants.userId, userId), inArray(grants.linkId, links)))
}
