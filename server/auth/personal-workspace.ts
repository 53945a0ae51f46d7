import { randomBytes } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import * as schema from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import type { Tx } from '../../drizzle/types.ts'

const slugLength = 24

/** What a person's own workspace is called until somebody renames it. */
export const defaultWorkspaceName = (person: string): string => `${person}’s workspace`

/** A part of an address: the name in lower-case ASCII, then random letters and digits, so that it is unique. */
export const slugFor = (name: string): string => {
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

/** Gives a new person a workspace of their own, in the transaction that makes the person. */
export const addPersonalWorkspace = async (
  tx: Tx,
  user: { id: string; name: string },
): Promise<void> => {
  const id = newId()
  await tx
    .insert(schema.workspaces)
    .values({ id, slug: slugFor(user.name), name: defaultWorkspaceName(user.name) })
  await tx.insert(schema.members).values({ workspaceId: id, userId: user.id, role: 'owner' })
}

/** Renames the workspaces that a person owns and that still carry the default name; addresses stay as they are. */
export const followName = async (
  tx: Tx,
  userId: string,
  before: string,
  after: string,
): Promise<void> => {
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
 * Hands what a guest made to the account that they signed in with: the account becomes owner of the guest's workspaces that hold a
 * session, the guest leaves them. The guest's row stays, since messages name it as their author.
 */
export const handOver = async (tx: Tx, guestId: string, accountId: string): Promise<void> => {
  const filled = await tx
    .selectDistinct({ id: schema.members.workspaceId })
    .from(schema.members)
    .innerJoin(schema.sessions, eq(schema.sessions.workspaceId, schema.members.workspaceId))
    .where(and(eq(schema.members.userId, guestId), eq(schema.members.role, 'owner')))
  const workspaceIds = filled.map((row) => row.id)
  if (workspaceIds.length === 0) return
  await tx
    .insert(schema.members)
    .values(
      workspaceIds.map((workspaceId) => ({
        workspaceId,
        userId: accountId,
        role: 'owner' as const,
      })),
    )
    .onConflictDoUpdate({
      target: [schema.members.workspaceId, schema.members.userId],
      set: { role: 'owner' },
    })
  await tx
    .delete(schema.members)
    .where(
      and(eq(schema.members.userId, guestId), inArray(schema.members.workspaceId, workspaceIds)),
    )
}
