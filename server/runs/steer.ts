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
import { isAwaited, judgementOf } from '../conflicts/judgement.ts'
import { readOpenRuns, type Wish, wishesOf } from '../conflicts/wishes.ts'
import type { Steer } from '../agent-port/agent.ts'

/** Whether a message waits to be given to the session's running run. */
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
 * Gives the messages that are to steer to a run, before a step that has not settled: under the run's lease. One that clashes
 * with the run, and about which nobody has decided, goes on waiting (rule 33.3); so does one about which a model was just asked.
 */
export async function giveSteers(
  transaction: SessionTransaction,
  run: RunRow,
  step: number,
): Promise<void> {
  const { tx, at, emit } = transaction
  const open = await readOpenRuns(tx, run.sessionId)
  const wishes = await wishesOf(tx, open)
  const running = wishes.filter((wish) => wish.running)
  const awaits = (a: Wish, b: Wish) => isAwaited(judgementOf(a, b), at)
  for (const { run: waiting, authors, text } of open) {
    if (waiting.status !== 'queued' || waiting.delivery !== 'steer') continue
    const wish = wishes.find(({ runId }) => runId === waiting.id)
    if (wish && (clashOf(wish, running) || running.some((other) => awaits(wish, other)))) continue
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

/** The run is over: what did not get into it runs after it. For use in the transaction that ends it. */
export async function dropSteers(tx: Tx, sessionId: Id): Promise<void> {
  await tx
    .update(runs)
    .set({ delivery: 'after' })
    .where(
      and(eq(runs.sessionId, sessionId), eq(runs.status, 'queued'), eq(runs.delivery, 'steer')),
    )
}

/** What runs were given on the way, by run, each with the step that it came before; in order. */
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
