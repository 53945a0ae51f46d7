import { and, eq, isNull } from 'drizzle-orm'
import { resetLinks, users } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { words } from '../lib/words.ts'
import { deleteSignIns, type EndedSignIns } from './end-sign-ins.ts'

/**
 * Ends all auth sessions and reset links of the user. `before`: the hash that the user has proved to know. Throws conflict if it has changed.
 */
export function changePassword(
  { db }: { db: Db },
  input: { userId: string; before: string | null; passwordHash: string },
): Promise<EndedSignIns> {
  const { userId, before, passwordHash } = input
  return db.transaction(async (tx) => {
    const same = before === null ? isNull(users.passwordHash) : eq(users.passwordHash, before)
    const changed = await tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.id, userId), same))
      .returning({ id: users.id })
    if (changed.length === 0) throw new AppError('conflict', words.passwordChangedMeanwhile)
    await tx.delete(resetLinks).where(eq(resetLinks.userId, userId))
    return deleteSignIns(tx, { userId, except: null })
  })
}
