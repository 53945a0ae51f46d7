import { and, asc, count, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import {
  grants,
  invites,
  members,
  resetLinks,
  sessions,
  shareLinks,
  users,
  workspaces,
} from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { newId, type Id } from '../../shared/ids.ts'
import { namesOf } from '../../shared/names.ts'
import type { DeletionView } from '../../shared/protocol/account.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { withLockedSession } from '../events/session-transaction.ts'
import { unlimited } from '../lib/quotas.ts'
import { words } from '../lib/words.ts'
import { markDeleted, publishDeleted } from '../sessions/delete-session.ts'
import type { WorkspaceDeps } from '../workspaces/deps.ts'
import { announceEnding, takeOut } from '../workspaces/end-rights.ts'
import { lockWorkspace, publishChange } from '../workspaces/membership.ts'
import { settleSession } from '../workspaces/settle-sessions.ts'
import { deleteSignIns, type EndedSignIns } from './end-sign-ins.ts'
import { renameInTexts } from './rename-in-texts.ts'

interface Place {
  id: Id
  slug: string
  name: string
  fate: 'blocking' | 'deleted' | 'left'
}

/** What becomes of each workspace of the user, by time of joining. */
async function placesOf(db: Db | Tx, userId: Id): Promise<Place[]> {
  const rows = await db
    .select({
      id: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      role: members.role,
      people: sql<number>`(select count(*)::int from members m where m.workspace_id = ${workspaces.id})`,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt))
  return rows.map(({ role, people, ...place }) => ({
    ...place,
    fate: role !== 'owner' ? 'left' : people > 1 ? 'blocking' : 'deleted',
  }))
}

export async function previewDeletion(db: Db, userId: Id): Promise<DeletionView> {
  const places = await placesOf(db, userId)
  const having = (fate: Place['fate']) => places.filter((place) => place.fate === fate)
  const gone = having('deleted')
  const counts = await db
    .select({ id: sessions.workspaceId, value: count() })
    .from(sessions)
    .where(
      and(
        inArray(
          sessions.workspaceId,
          gone.map(({ id }) => id),
        ),
        isNull(sessions.deletedAt),
      ),
    )
    .groupBy(sessions.workspaceId)
  return {
    blocking: having('blocking').map(({ slug, name }) => ({ slug, name })),
    deleted: gone.map(({ id, name }) => ({
      name,
      sessions: counts.find((row) => row.id === id)?.value ?? 0,
    })),
    left: having('left').map(({ name }) => ({ name })),
  }
}

/**
 * Workspaces of the user alone go with their sessions. What they made in others' stays, by "a former member". Announce
 * the ended auth sessions. Throws conflict while they own a workspace with other members.
 */
export async function deleteAccount(
  deps: WorkspaceDeps,
  input: { userId: Id },
): Promise<EndedSignIns> {
  const { userId } = input
  const { ended, gone, deleted, left, shared, renamed } = await deps.db.transaction(async (tx) => {
    const at = deps.clock.date()
    const known = await placesOf(tx, userId)
    // in one order, so that two deletions can't wait for each other
    for (const id of known.map((place) => place.id).toSorted()) await lockWorkspace(tx, id)
    // nobody may join or be made the owner from here on
    const places = await placesOf(tx, userId)
    const blocking = places.filter(({ fate }) => fate === 'blocking')
    if (blocking.length > 0) throw new AppError('conflict', handOverFirst(blocking))
    const gone = places.filter(({ fate }) => fate === 'deleted')
    const left = places.filter(({ fate }) => fate === 'left')
    const deleted: Deleted[] = []
    for (const { id } of gone) deleted.push(...(await closeWorkspace(tx, at, id, userId)))
    for (const { id } of left) await takeOut(tx, deps, 'left', { workspaceId: id, userId })
    const shared = await openedByLink(tx, userId)
    await tx.delete(grants).where(eq(grants.userId, userId))
    await tx.delete(resetLinks).where(eq(resetLinks.userId, userId))
    const renamed = await forget(tx, userId, at)
    const ended = await deleteSignIns(tx, { userId, except: null })
    return { ended, gone, deleted, left, shared, renamed }
  })
  deps.bus.publish({ type: 'people_renamed', userIds: renamed })
  for (const { id, stopped } of deleted) publishDeleted(deps, id, stopped)
  for (const { id } of gone) publishChange(deps, id, userId)
  for (const { id } of left)
    await announceEnding(deps, 'left', { workspaceId: id, userId, by: userId })
  for (const { id, workspaceId } of shared) {
    deps.bus.publish({ type: 'access_changed', workspaceId, sessionId: id, userId })
    await settleSession(deps, id, { userIds: [userId], by: userId, movePreview: true })
  }
  return ended
}

function handOverFirst(blocking: Place[]): string {
  const many = blocking.length > 1
  return `You own ${namesOf(blocking)}, and others are in ${many ? 'them' : 'it'}. Transfer ${many ? 'them' : 'it'} to another member in the workspace’s settings first, or remove the others.`
}

interface Deleted {
  id: Id
  stopped: Id[]
}

/** Nobody can open it again, and its name and address name no person. */
async function closeWorkspace(tx: Tx, at: Date, id: Id, by: Id): Promise<Deleted[]> {
  const rows = await tx
    .select()
    .from(sessions)
    .where(and(eq(sessions.workspaceId, id), isNull(sessions.deletedAt)))
    .orderBy(asc(sessions.id))
    .for('update')
  const deleted: Deleted[] = []
  for (const session of rows) {
    const { result: stopped } = await withLockedSession(
      tx,
      session,
      { at, quotas: unlimited },
      (transaction) => markDeleted(transaction, by),
    )
    deleted.push({ id: session.id, stopped })
  }
  await tx.delete(members).where(eq(members.workspaceId, id))
  await tx.delete(invites).where(eq(invites.workspaceId, id))
  await tx
    .delete(shareLinks)
    .where(
      inArray(
        shareLinks.sessionId,
        tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.workspaceId, id)),
      ),
    )
  await tx
    .update(workspaces)
    .set({ name: 'Deleted workspace', slug: `deleted-${newId()}` })
    .where(eq(workspaces.id, id))
  return deleted
}

/** Sessions in which the user is a visitor. */
function openedByLink(tx: Tx, userId: Id) {
  return tx
    .selectDistinct({ id: sessions.id, workspaceId: sessions.workspaceId })
    .from(grants)
    .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .where(and(eq(grants.userId, userId), isNull(sessions.deletedAt)))
}

/** Also the guests that moved into the account. Returns all of them. */
async function forget(tx: Tx, userId: Id, at: Date): Promise<Id[]> {
  const rows = await tx
    .update(users)
    .set({
      name: words.formerMember,
      email: null,
      emailVerified: false,
      passwordHash: null,
      githubId: null,
      oidcId: null,
      guest: false,
      deletedAt: at,
    })
    .where(or(eq(users.id, userId), eq(users.movedTo, userId)))
    .returning({ id: users.id })
  const ids = rows.map(({ id }) => id)
  // a guest's unused workspace did not move, and has their name
  const unused = tx
    .select({ id: members.workspaceId })
    .from(members)
    .where(and(inArray(members.userId, ids), eq(members.role, 'owner')))
  await tx.delete(workspaces).where(inArray(workspaces.id, unused))
  await renameInTexts(tx, ids)
  return ids
}
