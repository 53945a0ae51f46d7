import { and, asc, eq } from 'drizzle-orm'
import { messages, runs } from '../../drizzle/schema.ts'
import type { Db, RunRow, Tx } from '../../drizzle/types.ts'
import { truncate } from '../../shared/truncate.ts'
import type { Id } from '../../shared/ids.ts'
import { namesOf } from '../../shared/names.ts'
import { addActivity } from '../events/activity.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { readPeople } from '../people/people.ts'
import { clashOf } from '../conflicts/clash.ts'
import { isPending, judgementOf } from '../conflicts/judgement.ts'
import { readOpenRuns, type OpenMessage, readOpenMessages } from '../conflicts/open-messages.ts'
import type { Steer } from '../agent-port/agent.ts'

export async function steersWait(db: Db, sessionId: Id): Promise<boolean> {
  const [row] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(eq(runs.sessionId, sessionId), eq(runs.status, 'queued'), eq(runs.delivery, 'steer')),
    )
    .limit(1)
  return row !== undefined
}

/**
 * Delivers waiting steering messages before a step, under the run's lease, except those that
 * conflict with the run (rule 33.3) or are being judged.
 */
export async function giveSteers(
  transaction: SessionTransaction,
  run: RunRow,
  step: number,
): Promise<void> {
  const { tx, at, emit } = transaction
  const open = await readOpenRuns(tx, run.sessionId)
  const messagesInOrder = await readOpenMessages(tx, open)
  const running = messagesInOrder.filter((candidate) => candidate.running)
  const awaits = (a: OpenMessage, b: OpenMessage) => isPending(judgementOf(a, b), at)
  for (const { run: waiting, authors, text } of open) {
    if (waiting.status !== 'queued' || waiting.delivery !== 'steer') continue
    const candidate = messagesInOrder.find(({ runId }) => runId === waiting.id)
    if (
      candidate &&
      (clashOf(candidate, running) || running.some((other) => awaits(candidate, other)))
    )
      continue
    await tx
      .update(runs)
      .set({ status: 'steered', handedTo: run.id, handedStep: step, endedAt: at })
      .where(eq(runs.id, waiting.id))
    const order = emit({ type: 'message_changed', messageId: waiting.messageId })
    await addActivity(transaction, {
      order,
      kind: 'run',
      title: `Steered the run: ${truncate(text, 100)}`,
      state: 'ok',
      runId: run.id,
      personId: authors[0] ?? waiting.authorId,
    })
  }
}

/** Undelivered steering messages run afterwards. Call in the transaction that ends the run. */
export async function dropSteers(tx: Tx, sessionId: Id): Promise<void> {
  await tx
    .update(runs)
    .set({ delivery: 'after' })
    .where(
      and(eq(runs.sessionId, sessionId), eq(runs.status, 'queued'), eq(runs.delivery, 'steer')),
    )
}

/** Delivered steering messages by run, in order, each with the step it precedes. */
export async function readSteers(
  db: Db | Tx,
  sessionId: Id,
): Promise<ReadonlyMap<Id, readonly Steer[]>> {
  const rows = await db
    .select({
      runId: runs.handedTo,
      step: runs.handedStep,
      text: messages.text,
      authors: messages.authors,
    })
    .from(runs)
    .innerJoin(messages, eq(messages.id, runs.messageId))
    .where(and(eq(runs.sessionId, sessionId), eq(runs.status, 'steered')))
    .orderBy(asc(runs.handedStep), asc(runs.position))
  const people = await readPeople(
    db,
    rows.map((row) => row.authors),
  )
  const byRun = new Map<Id, Steer[]>()
  for (const { runId, step, text, authors } of rows) {
    if (runId === null || step === null) continue
    byRun.set(runId, [...(byRun.get(runId) ?? []), { step, name: namesOf(people(authors)), text }])
  }
  return byRun
}
