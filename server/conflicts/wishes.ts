import { and, asc, eq, inArray } from 'drizzle-orm'
import { type Judgement, messages, runs, toolCalls } from '../../drizzle/schema.ts'
import type { Db, RunRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'

/** A message that waits, or whose run works. */
export interface Wish {
  runId: Id
  authors: readonly Id[]
  text: string
  /** Files that its run has changed so far. */
  files: readonly string[]
  running: boolean
  /** Runs about which people have decided that this one may go on beside them. */
  cleared: readonly Id[]
  /** What a model was asked about it and others. */
  judged: readonly Judgement[]
}

/** A run that works or waits, with its message. */
export interface OpenRun {
  run: RunRow
  text: string
  authors: Id[]
}

/** The session's running run and those that wait, in the order in which they run. */
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

/** What each of them wants, the running one with the files that it has changed. The running one comes first. */
export async function wishesOf(db: Db | Tx, open: readonly OpenRun[]): Promise<Wish[]> {
  const working = open.find(({ run }) => run.status !== 'queued')
  const calls = working
    ? await db
        .select({ files: toolCalls.files })
        .from(toolCalls)
        .where(eq(toolCalls.runId, working.run.id))
    : []
  const changed = calls.flatMap(({ files }) => files.map((file) => file.path))
  const wish = ({ run, text, authors }: OpenRun): Wish => {
    const running = run.status !== 'queued'
    const files = running ? changed : []
    const { id: runId, cleared, judged } = run
    return { runId, authors, text, files, running, cleared, judged }
  }
  return [...open]
    .sort((a, b) => Number(b === working) - Number(a === working))
    .map((each) => wish(each))
}
