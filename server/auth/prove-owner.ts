import { eq } from 'drizzle-orm'
import { authSessions, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Clock } from '../lib/clock.ts'
import { words } from '../lib/words.ts'
import type { SignedIn } from './auth-sessions.ts'
import { verifyPassword } from './password.ts'

const recentMs = 15 * 60_000

/**
 * Requires the current password, or a sign-in of the last minutes from accounts without one. Returns the password's hash.
 * Throws bad_input, conflict.
 */
export async function proveOwner(
  { db, clock }: { db: Db; clock: Clock },
  current: SignedIn,
  password: string | null,
): Promise<string | null> {
  const [row] = await db
    .select({ passwordHash: users.passwordHash, since: authSessions.createdAt })
    .from(authSessions)
    .innerJoin(users, eq(users.id, authSessions.userId))
    .where(eq(authSessions.id, current.authSessionId))
  if (!row) throw new AppError('not_signed_in', words.signInFirst)
  if (row.passwordHash === null) {
    if (clock.date().getTime() - row.since.getTime() > recentMs)
      throw new AppError('conflict', words.signInAgain)
    return null
  }
  if (password === null || !(await verifyPassword(row.passwordHash, password)))
    throw new AppError('bad_input', words.wrongOwnPassword)
  return row.passwordHash
}
