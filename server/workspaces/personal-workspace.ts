import { randomBytes } from 'node:crypto'
import { and, asc, eq, inArray } from 'drizzle-orm'
import * as schema from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { type Action, can, higherRole, Role } from '../../shared/roles.ts'
import type { Db, Tx } from '../../drizzle/types.ts'

const slugLength = 24

/** What a person's own workspace is called until somebody renames it. */
export function defaultWorkspaceName(person: string): string {
  return `${person}’s workspace`
}

/** A part of an address: the name in lower-case ASCII, then random letters and digits, so that it is unique. */
export function slugFor(name: string): string {
  const readable = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugLength)
    .replace(/^-+|-+$/g, '')
  const unique = randomBytes(5).toString('hex')
  return readable ? `${readable}-${unique}` : `team-${unique}`
}

/** Gives a person a workspace of their own, such as a new one in the transaction that makes them. Answers its id. */
export async function addPersonalWorkspace(
  tx: Tx,
  user: { id: string; name: string },
): Promise<string> {
  const id = newId()
  await tx
    .insert(schema.workspaces)
    .values({ id, slug: slugFor(user.name), name: defaultWorkspaceName(user.name) })
  await tx.insert(schema.members).values({ workspaceId: id, userId: user.id, role: 'owner' })
  return id
}

/** Renames the workspaces that a person owns and that still carry the default name; addresses stay as they are. */
export async function followName(
  tx: Tx,
  userId: string,
  before: string,
  after: string,
): Promise<void> {
  const owned = tx
    .select({ id: schema.members.workspaceId })
    .from(schema.members)
    .where(and(eq(schema.members.userId, userId), eq(schema.members.role, 'owner')))
  await tx
    .update(schema.workspaces)
    .set({ name: defaultWorkspaceName(after) })
    .where(
      and(
        inArray(schema.workspaces.id, owned),
        eq(schema.workspaces.name, defaultWorkspaceName(before)),
      ),
    )
}

/**
 * Hands what a guest has to the account that they signed in with. The account owns what the guest owned (but not a workspace
 * that holds nobody else and nothing), has the higher of both roles where the guest was a member, and came by the links that
 * the guest came by. Invites and links that the guest made are the account's: who is removed leaves none behind. The guest's row
 * stays, since messages name it as their author.
 */
export async function handOver(tx: Tx, guestId: string, accountId: string): Promise<void> {
  const mine = await tx
    .select({ id: schema.members.workspaceId, role: schema.members.role })
    .from(schema.members)
    .where(eq(schema.members.userId, guestId))
  for (const { id, role } of mine) {
    if (role === 'owner' && !(await isUsed(tx, id))) continue
    // one owner at every moment: the guest's membership goes first
    const guestHere = and(eq(schema.members.workspaceId, id), eq(schema.members.userId, guestId))
    const [left] = await tx
      .delete(schema.members)
      .where(guestHere)
      .returning({ role: schema.members.role })
    // who was removed just now has nothing to hand over
    if (left) await raiseTo(tx, id, accountId, left.role)
  }
  for (const table of [schema.invites, schema.shareLinks])
    await tx.update(table).set({ createdBy: accountId }).where(eq(table.createdBy, guestId))
  const came = await tx
    .delete(schema.grants)
    .where(eq(schema.grants.userId, guestId))
    .returning({ linkId: schema.grants.linkId })
  if (came.length > 0)
    await tx
      .insert(schema.grants)
      .values(came.map(({ linkId }) => ({ linkId, userId: accountId })))
      .onConflictDoNothing()
}

/** Whether a workspace has a session, or more than one member. */
async function isUsed(tx: Tx, workspaceId: string): Promise<boolean> {
  const sessions = await tx.$count(schema.sessions, eq(schema.sessions.workspaceId, workspaceId))
  if (sessions > 0) return true
  return (await tx.$count(schema.members, eq(schema.members.workspaceId, workspaceId))) > 1
}

async function raiseTo(tx: Tx, workspaceId: string, userId: string, role: Role): Promise<void> {
  const here = and(eq(schema.members.workspaceId, workspaceId), eq(schema.members.userId, userId))
  const [known] = await tx.select({ role: schema.members.role }).from(schema.members).where(here)
  if (!known) await tx.insert(schema.members).values({ workspaceId, userId, role })
  else
    await tx
      .update(schema.members)
      .set({ role: higherRole(known.role, role) })
      .where(here)
}

/**
 * The workspace that somebody works in where they name none: the first that they came to in which they may do this. Who has
 * none (they left it, or gave it away) gets one of their own.
 */
export function ownWorkspace(db: Db, userId: Id, action: Action): Promise<Id> {
  return db.transaction(async (tx) => {
    // locked, so that two calls at once don't make two
    const [user] = await tx
      .select({ id: schema.users.id, name: schema.users.name })
      .from(schema.users)
      .where(eq(schema.users.id, userId))
      .for('update')
    if (!user) throw new AppError('not_signed_in', 'Sign in first.')
    const roles = Role.options.filter((role) => can(role, action))
    const [row] = await tx
      .select({ id: schema.members.workspaceId })
      .from(schema.members)
      .where(and(eq(schema.members.userId, userId), inArray(schema.members.role, roles)))
      .orderBy(asc(schema.members.createdAt))
      .limit(1)
    return row ? row.id : addPersonalWorkspace(tx, user)
  })
}
