import { and, asc, count, eq, isNull } from 'drizzle-orm'
import { grants, sessions, shareLinks, users } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type {
  NewShareLink,
  PersonWithAccess,
  ShareLook,
  Sharing,
} from '../../shared/protocol/share-link.ts'
import { colorOf } from '../../shared/person-color.ts'
import { higherRole, type Role } from '../../shared/roles.ts'
import { accessKey, findSessionAccess } from '../access/access.ts'
import type { WorkspaceDeps } from './deps.ts'
import { listMembers } from './members.ts'
import { movePreview } from './move-previews.ts'
import { hashToken } from './tokens.ts'

function openLinks(sessionId: Id) {
  return and(eq(shareLinks.sessionId, sessionId), isNull(shareLinks.revokedAt))
}

/** Who can open a session, members and visitors, and its open links. */
export async function listSharing(
  db: Db,
  input: { sessionId: Id; workspaceId: Id },
): Promise<Sharing> {
  const links = await db
    .select({
      id: shareLinks.id,
      role: shareLinks.role,
      createdBy: users.name,
      createdAt: shareLinks.createdAt,
      visitors: db.$count(grants, eq(grants.linkId, shareLinks.id)),
    })
    .from(shareLinks)
    .innerJoin(users, eq(users.id, shareLinks.createdBy))
    .where(openLinks(input.sessionId))
    .orderBy(asc(shareLinks.createdAt))
  const people = new Map<Id, PersonWithAccess>()
  for (const { id, name, color, guest, role } of await listMembers(db, input.workspaceId))
    people.set(id, { id, name, color, guest, role, by: 'membership' })
  const visitors = await db
    .select({ id: users.id, name: users.name, guest: users.guest, role: shareLinks.role })
    .from(grants)
    .innerJoin(shareLinks, eq(shareLinks.id, grants.linkId))
    .innerJoin(users, eq(users.id, grants.userId))
    .where(openLinks(input.sessionId))
    .orderBy(asc(grants.createdAt))
  for (const visitor of visitors) {
    const known = people.get(visitor.id)
    const role = known ? higherRole<Role>(known.role, visitor.role) : visitor.role
    people.set(visitor.id, {
      ...visitor,
      color: colorOf(visitor.id),
      role,
      by: known?.by ?? 'link',
    })
  }
  return {
    people: [...people.values()],
    links: links.map((link) => ({ ...link, createdAt: link.createdAt.toISOString() })),
  }
}

function lockSession(tx: Tx, sessionId: Id) {
  return tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.id, sessionId))
    .for('update')
}

/** Makes a share link. Id and token are the client's. Throws AppError conflict where one of them is another's. */
export async function createShareLink(
  { db, clock }: WorkspaceDeps,
  input: NewShareLink & { by: Id },
): Promise<void> {
  const { id, sessionId, role, by } = input
  const tokenHash = hashToken(input.token)
  await db.transaction(async (tx) => {
    await lockSession(tx, sessionId)
    const [open] = await tx.select({ value: count() }).from(shareLinks).where(openLinks(sessionId))
    const made = await tx
      .insert(shareLinks)
      .values({ id, sessionId, role, createdBy: by, tokenHash, createdAt: clock.date() })
      .onConflictDoNothing()
      .returning({ id: shareLinks.id })
    if (made.length > 0) {
      if (open && open.value >= limits.openLinks)
        throw new AppError(
          'conflict',
          `A session has at most ${limits.openLinks} open links. Revoke some first.`,
        )
      return
    }
    const [known] = await tx.select().from(shareLinks).where(eq(shareLinks.id, id))
    const same =
      known?.sessionId === sessionId &&
      known.createdBy === by &&
      known.tokenHash === tokenHash &&
      known.role === role
    if (!same) throw new AppError('conflict', 'That link id is taken.')
  })
}

function unknownLink() {
  return new AppError('not_found', 'This link leads nowhere. It may be incomplete, or revoked.')
}

/** Gives a link another token: what was copied of it before lets nobody in any more. Throws AppError not_found. */
export async function replaceShareLink(
  { db }: WorkspaceDeps,
  input: { sessionId: Id; id: Id; token: string },
): Promise<void> {
  const changed = await db
    .update(shareLinks)
    .set({ tokenHash: hashToken(input.token) })
    .where(and(eq(shareLinks.id, input.id), openLinks(input.sessionId)))
    .returning({ id: shareLinks.id })
  if (changed.length === 0) throw new AppError('not_found', 'There is no such link.')
}

/** Ends a link; who came by it is out at once, unless something else lets them in. Throws AppError not_found. */
export async function revokeShareLink(
  deps: WorkspaceDeps,
  input: { workspaceId: Id; sessionId: Id; id: Id },
): Promise<void> {
  const { workspaceId, sessionId, id } = input
  const hadVisitors = await deps.db.transaction(async (tx) => {
    const changed = await tx
      .update(shareLinks)
      .set({ revokedAt: deps.clock.date() })
      .where(and(eq(shareLinks.id, id), eq(shareLinks.sessionId, sessionId)))
      .returning({ id: shareLinks.id })
    if (changed.length === 0) throw new AppError('not_found', 'There is no such link.')
    const gone = await tx
      .delete(grants)
      .where(eq(grants.linkId, id))
      .returning({ userId: grants.userId })
    return gone.length > 0
  })
  deps.bus.publish({ type: 'access_changed', workspaceId, sessionId, userId: null })
  if (hadVisitors) await movePreview(deps, sessionId)
}

function byToken(token: string) {
  return and(
    eq(shareLinks.tokenHash, hashToken(token)),
    isNull(shareLinks.revokedAt),
    isNull(sessions.deletedAt),
  )
}

/** What a link says to whoever holds its token, signed in or not (null). Throws AppError not_found. */
export async function lookAtShareLink(
  db: Db,
  token: string,
  userId: Id | null,
): Promise<ShareLook> {
  const [row] = await db
    .select({
      session: { id: sessions.id, name: sessions.name },
      role: shareLinks.role,
      by: users.name,
    })
    .from(shareLinks)
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .innerJoin(users, eq(users.id, shareLinks.createdBy))
    .where(byToken(token))
  if (!row) throw unknownLink()
  const { session, role, by } = row
  const found = userId === null ? null : await findSessionAccess(db, [userId], [session.id])
  const mine = userId !== null && found?.has(accessKey(userId, session.id))
  return { offer: { session: session.name, role, by }, mine: mine ? session.id : null }
}

/**
 * Lets somebody into the session by a link. Whom membership gives as much already gets nothing more by it: with the
 * membership all of it ends. Throws AppError not_found.
 */
export async function openShareLink(
  { db, bus, clock }: WorkspaceDeps,
  input: { token: string; userId: Id },
): Promise<{ sessionId: Id }> {
  const { userId } = input
  const [known] = await db
    .select({ sessionId: sessions.id, workspaceId: sessions.workspaceId })
    .from(shareLinks)
    .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
    .where(byToken(input.token))
  if (!known) throw unknownLink()
  const { sessionId, workspaceId } = known
  const standing = (await findSessionAccess(db, [userId], [sessionId])).get(
    accessKey(userId, sessionId),
  )?.standing
  const granted = await db.transaction(async (tx) => {
    // locked, so that it isn't revoked between the look and the grant
    const [link] = await tx
      .select({ id: shareLinks.id, role: shareLinks.role })
      .from(shareLinks)
      .innerJoin(sessions, eq(sessions.id, shareLinks.sessionId))
      .where(byToken(input.token))
      .for('update', { of: shareLinks })
    if (!link) throw unknownLink()
    const member = standing?.member ?? null
    if (member !== null && higherRole<Role>(member, link.role) === member) return false
    const rows = await tx
      .insert(grants)
      .values({ linkId: link.id, userId, createdAt: clock.date() })
      .onConflictDoNothing()
      .returning({ userId: grants.userId })
    return rows.length > 0
  })
  if (granted) bus.publish({ type: 'access_changed', workspaceId, sessionId, userId })
  return { sessionId }
}
