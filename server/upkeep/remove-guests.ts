import { and, asc, eq, gte, inArray, isNull, lt, ne, sql } from 'drizzle-orm'
import { union } from 'drizzle-orm/pg-core'
import * as schema from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { releaseSession, type RemoveDeps } from '../sessions/empty-bin.ts'

const { authSessions, grants, invites, members, sessions, users, workspaces } = schema

function isUnused(cutoff: Date) {
  return and(eq(users.guest, true), lt(users.usedAt, cutoff))
}

/** False if the guest has come back, or has become an account. */
function signOut(db: Db, guestId: Id, cutoff: Date, at: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [guest] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, guestId), isUnused(cutoff)))
      .for('update')
    if (!guest) return false
    await tx.delete(authSessions).where(eq(authSessions.userId, guestId))
    await tx.delete(grants).where(eq(grants.userId, guestId))
    await tx
      .update(invites)
      .set({ revokedAt: at })
      .where(and(eq(invites.createdBy, guestId), isNull(invites.revokedAt)))
    await tx.delete(members).where(and(eq(members.userId, guestId), ne(members.role, 'owner')))
    return true
  })
}

/** Nobody else is a member, and nobody (a visitor, say) has worked in it since `cutoff`. */
async function isLeft(tx: Db | Tx, workspaceId: Id, cutoff: Date): Promise<boolean> {
  const others = await tx.$count(members, eq(members.workspaceId, workspaceId))
  if (others > 1) return false
  const inUse = and(eq(sessions.workspaceId, workspaceId), gte(sessions.changedAt, cutoff))
  return (await tx.$count(sessions, inUse)) === 0
}

async function removeWorkspace(deps: RemoveDeps, workspaceId: Id, cutoff: Date): Promise<void> {
  const { db } = deps
  if (!(await isLeft(db, workspaceId, cutoff))) return
  const inIt = await db
    .select({ id: sessions.id, sandboxId: sessions.sandboxId })
    .from(sessions)
    .where(eq(sessions.workspaceId, workspaceId))
  for (const session of inIt) await releaseSession(deps, session)
  await db.transaction(async (tx) => {
    // whoever joins or begins a session waits for this lock
    await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId)).for('update')
    if (await isLeft(tx, workspaceId, cutoff))
      await tx.delete(workspaces).where(eq(workspaces.id, workspaceId))
  })
}

/** Columns that keep a user's row for its name. */
const naming = [
  members.userId,
  authSessions.userId,
  invites.createdBy,
  sessions.createdBy,
  sessions.queuePausedBy,
  schema.shareLinks.createdBy,
  schema.grants.userId,
  schema.runs.authorId,
  schema.runs.stoppedBy,
  schema.messages.authorId,
  schema.suggestions.authorId,
  schema.suggestions.decidedBy,
  schema.activity.personId,
  schema.pins.authorId,
  schema.pins.resolvedBy,
  schema.pinComments.authorId,
]
const guestsTogether = 500
const namingLists = [schema.messages, schema.versions, schema.suggestions]

async function withAccess(db: Db, ids: Id[]): Promise<Set<Id>> {
  const of = (table: typeof authSessions | typeof members | typeof grants) =>
    db.select({ id: table.userId }).from(table).where(inArray(table.userId, ids))
  const rows = await union(of(authSessions), of(members), of(grants))
  return new Set(rows.map(({ id }) => id))
}

/** Removes the rows of unused guests that nothing names any more. */
async function removeRows(db: Db, ids: Id[], cutoff: Date): Promise<number> {
  const named = naming.map(
    (column) =>
      sql`select ${sql.identifier(column.name)} as id from ${column.table} where ${inArray(column, ids)}`,
  )
  const listed = namingLists.map(
    (table) =>
      sql`select listed.value::uuid as id from ${table}, jsonb_array_elements_text(${table.authors}) as listed`,
  )
  const drafting = sql`select (listed.value->>'by')::uuid as id from ${schema.drafts}, jsonb_array_elements(${schema.drafts.authors}) as listed`
  const anywhere = sql.join([...named, ...listed, drafting], sql` union `)
  const gone = await db
    .delete(users)
    .where(
      and(
        inArray(users.id, ids),
        isUnused(cutoff),
        sql`not exists (select 1 from (${anywhere}) as naming where naming.id = ${users.id})`,
      ),
    )
    .returning({ id: users.id })
  return gone.length
}

/**
 * Ends the access of guests without use for `limits.guestMs` and removes the workspaces that only
 * they were in. A guest's name stays as long as something that others have names it. Returns the
 * number of removed guests.
 */
export async function removeGuests(deps: RemoveDeps): Promise<number> {
  const { db, clock, signal } = deps
  const at = clock.date()
  const cutoff = new Date(at.getTime() - limits.guestMs)
  const unused = await db
    .select({ id: users.id })
    .from(users)
    .where(isUnused(cutoff))
    .orderBy(asc(users.usedAt))
  let removed = 0
  for (let index = 0; index < unused.length; index += guestsTogether) {
    const ids = unused.slice(index, index + guestsTogether).map(({ id }) => id)
    for (const id of await withAccess(db, ids)) {
      signal?.throwIfAborted()
      if (!(await signOut(db, id, cutoff, at))) continue
      const own = await db
        .select({ id: members.workspaceId })
        .from(members)
        .where(eq(members.userId, id))
      for (const workspace of own) await removeWorkspace(deps, workspace.id, cutoff)
    }
    removed += await removeRows(db, ids, cutoff)
  }
  return removed
}
