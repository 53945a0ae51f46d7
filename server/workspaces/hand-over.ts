import { and, eq } from 'drizzle-orm'
import * as schema from '../../drizzle/schema.ts'
import type { Tx } from '../../drizzle/types.ts'
import { higherRole, type Role } from '../../shared/roles.ts'

/**
 * Moves what a guest has to the account they signed in to. The higher role wins; an unused workspace is skipped. The
 * guest's row stays: messages name it as author.
 */
export async function handOver(tx: Tx, guestId: string, accountId: string): Promise<void> {
  await tx.update(schema.users).set({ movedTo: accountId }).where(eq(schema.users.id, guestId))
  const mine = await tx
    .select({ id: schema.members.workspaceId, role: schema.members.role })
    .from(schema.members)
    .where(eq(schema.members.userId, guestId))
  for (const { id, role } of mine) {
    if (role === 'owner' && !(await isUsed(tx, id))) continue
    // a workspace can't have two owners
    const guestHere = and(eq(schema.members.workspaceId, id), eq(schema.members.userId, guestId))
    const [left] = await tx
      .delete(schema.members)
      .where(guestHere)
      .returning({ role: schema.members.role })
    // the guest may just have been removed
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
