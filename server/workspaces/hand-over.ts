import { and, eq, inArray, sql } from 'drizzle-orm'
import * as schema from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { higherRole } from '../../shared/roles.ts'
import { inviteCutoff, shareLinkCutoff } from './cutoffs.ts'
import type { WorkspaceDeps } from './deps.ts'
import { endLinksAndGrants } from './end-rights.ts'
import { lockWorkspace, memberOf, publishChange } from './membership.ts'
import { settleSession, settleSessions } from './settle-sessions.ts'

type Membership = typeof schema.members.$inferSelect

/** What other connections must be told after the commit. */
export interface HandedOver {
  guestId: Id
  accountId: Id
  workspaceIds: Id[]
  /** The account gets nothing there: it was removed after the guest's link was made. */
  refused: { workspaceIds: Id[]; sessionIds: Id[] }
}

/**
 * Moves what a guest has to the account they signed in to. The higher role wins; an unused workspace
 * is skipped. What ended for one of them has ended for both (rule 35.4). The guest's row stays:
 * messages name it as author.
 */
export async function handOver(
  tx: Tx,
  deps: Pick<WorkspaceDeps, 'clock'>,
  guestId: Id,
  accountId: Id,
): Promise<HandedOver> {
  const workspaceIds: Id[] = []
  const refused: HandedOver['refused'] = { workspaceIds: [], sessionIds: [] }
  await lockTheirWorkspaces(tx, guestId)
  await tx.update(schema.users).set({ movedTo: accountId }).where(eq(schema.users.id, guestId))
  refused.sessionIds = await moveGrants(tx, guestId, accountId)
  const mine = await tx.select().from(schema.members).where(eq(schema.members.userId, guestId))
  for (const membership of mine) {
    const { workspaceId, role } = membership
    if (role === 'owner' && !(await isUsed(tx, workspaceId))) continue
    workspaceIds.push(workspaceId)
    const counts = await stillCounts(tx, membership, accountId)
    // a workspace can't have two owners
    await tx.delete(schema.members).where(memberOf(workspaceId, guestId))
    if (counts) await raiseTo(tx, accountId, membership)
    else {
      await endLinksAndGrants(tx, deps, 'removed', { workspaceId, userId: guestId })
      refused.workspaceIds.push(workspaceId)
    }
  }
  await moveCutoffs(tx, guestId, accountId)
  for (const table of [schema.invites, schema.shareLinks])
    await tx.update(table).set({ createdBy: accountId }).where(eq(table.createdBy, guestId))
  await tx
    .update(schema.runs)
    .set({ authorId: accountId })
    .where(
      and(
        eq(schema.runs.authorId, guestId),
        inArray(schema.runs.status, ['queued', 'running', 'stopping']),
      ),
    )
  return { guestId, accountId, workspaceIds, refused }
}

/** In one order, so that two hand-overs can't wait for each other. */
async function lockTheirWorkspaces(tx: Tx, guestId: Id): Promise<void> {
  const { grants, members, sessions, shareLinks } = schema
  const asMember = await tx
    .select({ id: members.workspaceId })
    .from(members)
    .where(eq(members.userId, guestId))
  const asVisitor = await tx
    .select({ id: sessions.workspaceId })
    .from(grants)
    .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .where(eq(grants.userId, guestId))
  const ids = new Set([...asMember, ...asVisitor].map(({ id }) => id))
  for (const id of [...ids].sort()) await lockWorkspace(tx, id)
}

/** Call after the commit. */
export async function announceHandOver(
  deps: WorkspaceDeps,
  { guestId, accountId, workspaceIds, refused }: HandedOver,
): Promise<void> {
  for (const workspaceId of workspaceIds)
    for (const userId of [guestId, accountId]) publishChange(deps, workspaceId, userId)
  const loss = { userIds: [guestId, accountId], by: accountId, movePreview: true }
  for (const workspaceId of refused.workspaceIds) await settleSessions(deps, workspaceId, loss)
  for (const sessionId of refused.sessionIds) await settleSession(deps, sessionId, loss)
}

/** An owner's does: nobody lets them in. */
async function stillCounts(tx: Tx, { role, inviteId, ...of }: Membership, accountId: Id) {
  if (role === 'owner') return true
  const [cutoff] = await tx
    .select({ at: schema.cutoffs.at })
    .from(schema.cutoffs)
    .where(
      and(eq(schema.cutoffs.workspaceId, of.workspaceId), eq(schema.cutoffs.userId, accountId)),
    )
  if (!cutoff) return true
  return inviteId !== null && (await inviteCutoff(tx, inviteId, accountId)) === null
}

async function isUsed(tx: Tx, workspaceId: Id): Promise<boolean> {
  const sessions = await tx.$count(schema.sessions, eq(schema.sessions.workspaceId, workspaceId))
  if (sessions > 0) return true
  return (await tx.$count(schema.members, eq(schema.members.workspaceId, workspaceId))) > 1
}

async function raiseTo(tx: Tx, userId: Id, { workspaceId, role, inviteId }: Membership) {
  const here = memberOf(workspaceId, userId)
  const [known] = await tx.select({ role: schema.members.role }).from(schema.members).where(here)
  if (!known) await tx.insert(schema.members).values({ workspaceId, userId, role, inviteId })
  else
    await tx
      .update(schema.members)
      .set({ role: higherRole(known.role, role) })
      .where(here)
}

/** Returns the sessions of links that no longer count for the account. */
async function moveGrants(tx: Tx, guestId: Id, accountId: Id): Promise<Id[]> {
  const came = await tx
    .delete(schema.grants)
    .where(eq(schema.grants.userId, guestId))
    .returning({ linkId: schema.grants.linkId })
  const refused: Id[] = []
  for (const { linkId } of came) {
    if ((await shareLinkCutoff(tx, linkId, accountId)) === null)
      await tx.insert(schema.grants).values({ linkId, userId: accountId }).onConflictDoNothing()
    else refused.push(linkId)
  }
  if (refused.length === 0) return []
  const rows = await tx
    .selectDistinct({ id: schema.shareLinks.sessionId })
    .from(schema.shareLinks)
    .where(inArray(schema.shareLinks.id, refused))
  return rows.map(({ id }) => id)
}

/** With their times, so that an invite made since then counts. */
async function moveCutoffs(tx: Tx, guestId: Id, accountId: Id): Promise<void> {
  await tx.execute(sql`
    insert into cutoffs (workspace_id, user_id, why, at)
    select workspace_id, ${accountId}, why, at from cutoffs where user_id = ${guestId}
    on conflict (workspace_id, user_id) do update
    set why = case when excluded.at > cutoffs.at then excluded.why else cutoffs.why end,
        at = greatest(excluded.at, cutoffs.at)`)
}
