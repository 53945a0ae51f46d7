import { eq } from 'drizzle-orm'
import { type Judgement, runs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Clock } from '../lib/clock.ts'
import type { Agent } from '../agent-port/agent.ts'
import { overlapInWords, undecidedOthers } from '../conflicts/clash.ts'
import { isPending, judgementOf, textsKey } from '../conflicts/judgement.ts'
import { readOpenRuns, type OpenMessage, readOpenMessages } from '../conflicts/open-messages.ts'

interface Deps {
  db: Db
  lockSession: LockSession
  bus: Bus
  agent: Pick<Agent, 'models' | 'judge'>
  clock: Clock
  log: { warn(details: object, message: string): void }
}

/** In ms. Steering messages wait that long at most. */
export const judgeMs = 10_000
const mostOthers = 8

interface Question {
  later: OpenMessage
  others: OpenMessage[]
  model: string
}

/** The first waiting message not judged yet whose words show no conflict. */
async function nextQuestion(
  db: Db | Tx,
  sessionId: Id,
  models: ReadonlySet<string>,
  now: Date,
): Promise<Question | null> {
  const open = await readOpenRuns(db, sessionId)
  if (open.length < 2) return null
  const messagesInOrder = await readOpenMessages(db, open)
  for (const [place, later] of messagesInOrder.entries()) {
    const model = open.find(({ run }) => run.id === later.runId)?.run.model
    if (later.running || model === undefined || !models.has(model)) continue
    const others = undecidedOthers(later, messagesInOrder.slice(0, place)).filter((other) => {
      const judgement = judgementOf(later, other)
      const settled = judgement?.is === 'answered' || isPending(judgement, now)
      return !settled && overlapInWords(later, other) === null
    })
    if (others.length > 0) return { later, others: others.slice(0, mostOthers), model }
  }
  return null
}

function pairsOf({ later, others }: Question): Array<{ runId: Id; texts: string }> {
  return others.map((other) => ({ runId: other.runId, texts: textsKey(later, other) }))
}

async function storeJudgements(
  tx: Tx,
  { later, others }: Question,
  judgements: readonly Judgement[],
): Promise<void> {
  const [row] = await tx.select({ judged: runs.judged }).from(runs).where(eq(runs.id, later.runId))
  const kept = (row?.judged ?? []).filter(
    ({ runId }) => !others.some((other) => other.runId === runId),
  )
  await tx
    .update(runs)
    .set({ judged: [...kept, ...judgements] })
    .where(eq(runs.id, later.runId))
}

/**
 * Asks a model whether waiting messages of different people conflict, where words show nothing
 * (rule 33.4). Asks outside any transaction, once per pair of texts on all nodes, one question per
 * session at a time. Without a response, words decide.
 */
export function createConflictJudge(deps: Deps): { close(): Promise<void> } {
  const { db, lockSession, bus, agent, clock, log } = deps
  const models = new Set(
    agent
      .models()
      .filter(({ demo }) => !demo)
      .map(({ id }) => id),
  )
  const closing = new AbortController()
  /** `again`: something has changed since it began. */
  const judging = new Map<Id, { again: boolean; ended: Promise<void> }>()

  /** Locked, so that only one node asks. */
  const claim = (sessionId: Id): Promise<Question | null> =>
    lockSession(sessionId, async ({ tx, at }) => {
      const question = await nextQuestion(tx, sessionId, models, at)
      if (!question) return null
      const until = new Date(at.getTime() + judgeMs).toISOString()
      const asked = pairsOf(question).map((pair): Judgement => ({ ...pair, is: 'asked', until }))
      await storeJudgements(tx, question, asked)
      return question
    })

  const ask = async ({ model, later, others }: Question): Promise<Array<string | null>> => {
    const late = new AbortController()
    const cancel = clock.after(judgeMs, () => late.abort(new Error('It took too long.')))
    try {
      return await agent.judge(
        { model, later: later.text, earlier: others.map(({ text }) => text) },
        AbortSignal.any([closing.signal, late.signal]),
      )
    } catch (error) {
      closing.signal.throwIfAborted()
      log.warn({ err: error, runId: later.runId }, 'a model did not judge; words alone decide')
      return []
    } finally {
      cancel()
    }
  }

  const judgeNext = async (sessionId: Id): Promise<boolean> => {
    // without the lock first: usually there is nothing to ask
    if (!(await nextQuestion(db, sessionId, models, clock.date()))) return false
    const question = await claim(sessionId)
    if (!question) return false
    const found = await ask(question)
    await lockSession(sessionId, async ({ tx, emit }) => {
      const answered = pairsOf(question).map((pair, index): Judgement => {
        return { ...pair, is: 'answered', over: found[index] ?? null }
      })
      await storeJudgements(tx, question, answered)
      if (found.some((over) => over !== null)) emit({ type: 'queue_changed' })
    })
    return true
  }

  const judgeSession = (sessionId: Id): void => {
    const known = judging.get(sessionId)
    if (known) {
      known.again = true
      return
    }
    const state = { again: false, ended: Promise.resolve() }
    const work = async () => {
      do {
        state.again = false
        while (!closing.signal.aborted && (await judgeNext(sessionId)));
      } while (state.again && !closing.signal.aborted)
    }
    judging.set(sessionId, state)
    state.ended = work()
      .catch((error: unknown) => {
        if (!closing.signal.aborted) log.warn({ err: error, sessionId }, 'judging messages failed')
      })
      .finally(() => judging.delete(sessionId))
  }

  const unsubscribe = bus.subscribe((message) => {
    if (message.type === 'queue_changed' && models.size > 0) judgeSession(message.sessionId)
  })
  return {
    async close() {
      unsubscribe()
      closing.abort(new Error('The server is closing.'))
      await Promise.all([...judging.values()].map(({ ended }) => ended))
    },
  }
}
