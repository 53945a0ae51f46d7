import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Judgement, messages, runs, toolCalls } from '../../drizzle/schema.ts'
import type { Db, RunRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

export interface OpenMessage {
  runId: Id
  authors: readonly Id[]
  text: string
  /** Files changed by its run so far. */
  files: readonly string[]
  running: boolean
  /** Runs that people have ruled don't conflict with this one. */
  cleared: readonly Id[]
  judged: readonly Judgement[]
}

export interface OpenRun {
  run: RunRow
  text: string
  authors: Id[]
}

/** In queue order. */
export function readOpenRuns(db: Db | Tx, sessionId: Id): Promise<OpenRun[]> {
  return db
    .select({ run: runs, text: messages.text, authors: messages.authors })
    .from(runs)
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(
      and(eq(runs.sessionId, sessionId), inArray(runs.status, ['queued', 'running', 'stopping'])),
    )
    .orderBy(asc(runs.position))
}

/** In queue order, with the files that the running one has changed. Changes of versions conflict with no message. */
export async function readOpenMessages(
  db: Db | Tx,
  open: readonly OpenRun[],
): Promise<OpenMessage[]> {
  const working = open.find(({ run }) => run.status !== 'queued')
  const calls = working
    ? await db
        .select({ files: toolCalls.files })
        .from(toolCalls)
        .where(eq(toolCalls.runId, working.run.id))
    : []
  const changed = calls.flatMap(({ files }) => files.map((file) => file.path))
  const toOpenMessage = ({ run, text, authors }: OpenRun): OpenMessage => {
    const running = run.status !== 'queued'
    const files = running ? changed : []
    const { id: runId, cleared, judged } = run
    return { runId, authors, text, files, running, cleared, judged }
  }
  return open
    .filter(({ run }) => run.action === null)
    .sort((a, b) => Number(b === working) - Number(a === working))
    .map((each) => toOpenMessage(each))
}
