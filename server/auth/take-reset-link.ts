import { eq } from 'drizzle-orm'
import { resetLinks, users } from '../../drizzle/schema.ts'
import { type AuthUser, toAuthUser } from './accounts.ts'
import { deleteSignIns, type EndedSignIns } from './end-sign-ins.ts'
import { mayStillReset } from './member-reset-link.ts'
import { deadResetLink, findResetLink, type ResetDeps } from './reset-links.ts'

/**
 * Sets the password, once, and ends all the user's auth sessions and reset links.
 * Throws not_found.
 */
export function takeResetLink(
  deps: ResetDeps,
  input: { token: string; passwordHash: string },
): Promise<{ user: AuthUser; ended: EndedSignIns }> {
  return deps.db.transaction(async (tx) => {
    const found = await findResetLink(tx, deps, input.token)
    if (!found) throw deadResetLink()
    const { link, user } = found
    await tx.select({ id: users.id }).from(users).where(eq(users.id, user.id)).for('update')
    // the first of several uses deletes them all
    const mine = await tx
      .delete(resetLinks)
      .where(eq(resetLinks.userId, user.id))
      .returning({ tokenHash: resetLinks.tokenHash })
    if (!mine.some(({ tokenHash }) => tokenHash === link.tokenHash)) throw deadResetLink()
    if (!(await mayStillReset(tx, link))) throw deadResetLink()
    const [row] = await tx
      .update(users)
      .set({
        passwordHash: input.passwordHash,
        ...(link.sentTo !== null && link.sentTo === user.email && { emailVerified: true }),
      })
      .where(eq(users.id, user.id))
      .returning()
    if (!row) throw deadResetLink()
    return {
      user: toAuthUser(row),
      ended: await deleteSignIns(tx, { userId: user.id, except: null }),
    }
  })
}
