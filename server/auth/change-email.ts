import { and, eq, isNull } from 'drizzle-orm'
import { resetLinks, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import { type AuthUser, orConflict, toAuthUser } from './accounts.ts'

/** Reset links that went to the old address end. Throws conflict if the new one is taken. */
export function changeEmail(
  { db }: { db: Db },
  input: { user: AuthUser; email: string },
): Promise<AuthUser> {
  const { user, email } = input
  return db.transaction(async (tx) => {
    const [row] = await orConflict(
      tx
        .update(users)
        .set({ email, ...(email !== user.email && { emailVerified: false }) })
        .where(and(eq(users.id, user.id), isNull(users.deletedAt)))
        .returning(),
    )
    if (!row) throw new AppError('not_signed_in', words.signInFirst)
    await tx.delete(resetLinks).where(eq(resetLinks.userId, user.id))
    return toAuthUser(row)
  })
}
