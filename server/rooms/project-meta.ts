import { and, asc, count, eq, inArray } from 'drizzle-orm'
import { activity, messages, runs, sessions } from '../../drizzle/schema.ts'
import type { Db, SessionRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { QueuedRun, RecordMeta, SessionState } from '../../shared/record.ts'
import { previewMark } from '../sessions/preview-id.ts'
import { readPeople } from './people.ts'

/** The one word for how a session is. */
export const sessionState = (
  session: Pick<SessionRow, 'sandboxState' | 'lastSeq'>,
  running: boolean,
): SessionState => {
  if (running) return 'busy'
  switch (session.sandboxState) {
    case 'starting':
      return 'creating'
    case 'ready':
      return 'ready'
    case 'asleep':
      return 'asleep'
    case 'failed':
      return 'error'
  }
}

/** What the record says of the session as a whole; null where it is gone. `seq` and `epoch` are the reader's. */
export const projectMeta = async (
  db: Db | Tx,
  sessionId: Id,
  folded: { seq: number; epoch: string },
): Promise<RecordMeta | null> => {
  const [session] = await db.select().from(sessions).where(eq(sessions.id, sessionId))
  if (!session || session.deletedAt) return null
  const open = await db
    .select({
      run: runs,
      text: messages.text,
      authors: messages.authors,
    })
    .from(runs)
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(
      and(eq(runs.sessionId, sessionId), inArray(runs.status, ['queued', 'running', 'stopping'])),
    )
    .orderBy(asc(runs.position))
  const people = await readPeople(
    db,
    open.map(({ authors }) => authors),
  )
  const [messageCount] = await db
    .select({ value: count() })
    .from(messages)
    .where(eq(messages.sessionId, sessionId))
  const [activityCount] = await db
    .select({ value: count() })
    .from(activity)
    .where(eq(activity.sessionId, sessionId))
  const current = open.find(({ run }) => run.status !== 'queued')
  return {
    ...folded,
    name: session.name,
    model: session.model,
    state: sessionState(session, current !== undefined),
    sandbox: { state: session.sandboxState, message: session.sandboxMessage },
    previewMark: previewMark(session.previewId),
    running: current
      ? {
          runId: current.run.id,
          messageId: current.run.replyId,
          authors: people(current.authors),
          startedAt: (current.run.startedAt ?? current.run.queuedAt).toISOString(),
          stopping: current.run.status === 'stopping',
        }
      : null,
    queue: open
      .filter(({ run }) => run.status === 'queued')
      .map(
        ({ run, text, authors }): QueuedRun => ({
          runId: run.id,
          messageId: run.messageId,
          authors: people(authors),
          text,
          position: run.position,
        }),
      ),
    messageCount: messageCount?.value ?? 0,
    activityCount: activityCount?.value ?? 0,
  }
}
