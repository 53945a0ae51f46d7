import { eq } from 'drizzle-orm'
import { messages, runs, versions } from '../../drizzle/schema.ts'
import { type Id, newId } from '../../shared/ids.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { createVersion } from '../versions/versions.ts'
import { changeFiles } from '../versions/working-tree.ts'

type Row = typeof versions.$inferInsert

interface Version {
  sessionId: Id
  /** Sender first. */
  authors: Id[]
  /** What the message says. */
  text: string
  edits: Parameters<typeof changeFiles>[1]
  /** Another run of that message. */
  messageId?: Id
  row?: Partial<Pick<Row, 'kind' | 'outcome' | 'undoes' | 'mergedId' | 'checks' | 'files'>>
}

async function addRun(
  { tx, at, emit }: SessionTransaction,
  { sessionId, authors, text, messageId }: Version,
) {
  const [authorId = ''] = authors
  const run = { id: newId(), messageId: messageId ?? newId(), replyId: newId() }
  await tx.insert(runs).values({
    ...run,
    sessionId,
    authorId,
    model: 'scripted',
    status: 'done',
    position: emit({ type: 'run_queued', runId: run.id, messageId: run.messageId }),
    queuedAt: at,
    startedAt: at,
    endedAt: at,
  })
  const said = { sessionId, authorId, authors, at }
  const order = (id: Id) => emit({ type: 'message_added', messageId: id })
  if (!messageId)
    await tx
      .insert(messages)
      .values({ ...said, id: run.messageId, from: 'person', text, order: order(run.messageId) })
  await tx.insert(messages).values({
    ...said,
    id: run.replyId,
    from: 'agent',
    text: '',
    runId: run.id,
    order: order(run.replyId),
  })
  return run
}

/** A version as a message's run leaves it, without a run. */
export function addVersion(lockSession: LockSession, version: Version) {
  return lockSession(version.sessionId, async (transaction) => {
    const { authors, edits, row } = version
    const run = await addRun(transaction, version)
    await changeFiles(transaction, edits, run.id)
    const made = await createVersion(transaction, { runId: run.id, authors, reason: 'Built' })
    if (!made) throw new Error('nothing has changed')
    if (row) await transaction.tx.update(versions).set(row).where(eq(versions.id, made.id))
    return { ...made, messageId: run.messageId, replyId: run.replyId }
  })
}
