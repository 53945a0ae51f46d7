import { and, eq, inArray } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { may } from '../../shared/roles.ts'
import { accessKey, findSessionAccess } from '../access/access.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { stopWork } from './stop-run.ts'

/**
 * For people who lost a right: cancels and stops their open runs, unless another author of the
 * message may still send (rule 35.5). Returns the runs that were working.
 */
export async function endRunsOf(
  transaction: SessionTransaction,
  { userIds, by }: { userIds: readonly Id[]; by: Id },
): Promise<Id[]> {
  const { tx, session, at, emit } = transaction
  if (userIds.length === 0) return []
  const open = await tx
    .select({ run: runs, authors: messages.authors })
    .from(runs)
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(and(eq(runs.sessionId, session.id), inArray(runs.status, ['queued', 'running'])))
  const theirs = open
    .map(({ run, authors }) => ({ run, authors: [run.authorId, ...authors] }))
    .filter(({ authors }) => authors.some((id) => userIds.includes(id)))
  if (theirs.length === 0) return []
  const everybody = [...new Set(theirs.flatMap(({ authors }) => authors))]
  const found = await findSessionAccess(tx, everybody, [session.id])
  const maySend = (id: Id) => {
    const access = found.get(accessKey(id, session.id))
    return access !== undefined && may(access.standing, 'message.send')
  }
  const ending = theirs.filter(({ authors }) => !authors.some(maySend)).map(({ run }) => run)
  const waiting = ending.filter(({ status }) => status === 'queued').map(({ id }) => id)
  if (waiting.length > 0) {
    await tx
      .update(runs)
      .set({ status: 'cancelled', stoppedBy: by, endedAt: at })
      .where(inArray(runs.id, waiting))
    emit({ type: 'queue_changed' })
  }
  const working = ending.filter(({ status }) => status === 'running')
  for (const run of working) await stopWork(transaction, run, by)
  return working.map(({ id }) => id)
}
