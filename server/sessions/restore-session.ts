import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { checkSessionQuota } from '../access/session-quota.ts'
import { addActivity } from '../events/activity.ts'
import type { Quotas } from '../lib/quotas.ts'
import { type SessionLogDeps, withLockedSession } from '../events/session-transaction.ts'

/** Takes the session out of the bin. Idempotent. Throws AppError not_found once it is gone. */
export async function restoreSession(
  { db, clock, quotas }: Pick<SessionLogDeps, 'db' | 'clock'> & { quotas: Quotas },
  input: { id: Id; workspaceId: Id; by: Id },
): Promise<void> {
  await db.transaction(async (tx) => {
    const [session] = await tx
      .select()
      .from(sessions)
      .where(eq(sessions.id, input.id))
      .for('update')
    if (session?.workspaceId !== input.workspaceId)
      throw new AppError(
        'not_found',
        'This session can’t be restored: it has been removed for good.',
      )
    if (session.deletedAt === null) return
    const at = clock.date()
    await withLockedSession(tx, session, { at, quotas }, async (transaction) => {
      await tx
        .update(sessions)
        .set({ deletedAt: null, deletedBy: null })
        .where(eq(sessions.id, input.id))
      await checkSessionQuota(tx, quotas, { workspaceId: input.workspaceId, by: null, at })
      await addActivity(transaction, {
        order: transaction.emit({ type: 'session_changed' }),
        kind: 'message',
        title: 'Restored the session',
        state: 'ok',
        personId: input.by,
      })
    })
  })
}
