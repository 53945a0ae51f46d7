import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Judgement, messages, runs, toolCalls } from '../../drizzle/schema.ts'
import type { Db, RunRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

/** A message that waits, or whose run is running. */
export interface OpenMessage {
  runId: Id
  authors: readonly Id[]
  text: string
  /** Files that its run has changed so far. */
  files: readonly string[]
  running: boolean
  /** Runs that people have decided this one doesn't conflict with. */
  cleared: readonly Id[]
  /** A model's judgements about it and other messages. */
  judged: readonly Judgement[]
}

export interface OpenRun {
  run: RunRow
  text: string
  authors: Id[]
}

/** The session's running and waiting runs, in queue order. */
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

/** The messages of these runs, the running one first, with the files that its run has changed. */
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
  return [...open]
    .sort((a, b) => Number(b === working) - Number(a === working))
    .map((each) => toOpenMessage(each))
}
