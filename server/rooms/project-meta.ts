import { count, eq } from 'drizzle-orm'
import { activity, messages, sessions } from '../../drizzle/schema.ts'
import type { Db, SessionRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'
import type { SessionState } from '../../shared/protocol/session-state.ts'
import { previewMark } from '../gateway/preview-id.ts'
import { projectQueue } from './project-queue.ts'

export function sessionState(
  session: Pick<SessionRow, 'sandboxState' | 'lastSeq'>,
  running: boolean,
): SessionState {
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

/** Null once the session is deleted. */
export async function projectMeta(
  db: Db | Tx,
  sessionId: Id,
  folded: { seq: number; epoch: string },
): Promise<RecordMeta | null> {
  const [session] = await db.select().from(sessions).where(eq(sessions.id, sessionId))
  if (!session || session.deletedAt) return null
  const queue = await projectQueue(db, session)
  const [messageCount] = await db
    .select({ value: count() })
    .from(messages)
    .where(eq(messages.sessionId, sessionId))
  const [activityCount] = await db
    .select({ value: count() })
    .from(activity)
    .where(eq(activity.sessionId, sessionId))
  return {
    ...folded,
    name: session.name,
    model: session.model,
    state: sessionState(session, queue.running !== null),
    sandbox: { state: session.sandboxState, message: session.sandboxMessage },
    previewMark: previewMark(session.previewId),
    ...queue,
    messageCount: messageCount?.value ?? 0,
    activityCount: activityCount?.value ?? 0,
  }
}
