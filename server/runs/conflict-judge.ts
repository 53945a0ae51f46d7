import { eq } from 'drizzle-orm'
import { type Judgement, runs } from '../../drizzle/schema.ts'
import type { Db, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Clock } from '../lib/clock.ts'
import type { Agent } from '../agent-port/agent.ts'
import { judgeWords, othersOf } from '../conflicts/clash.ts'
import { isAwaited, judgementOf, textsOf } from '../conflicts/judgement.ts'
import { readOpenRuns, type Wish, wishesOf } from '../conflicts/wishes.ts'

interface Deps {
  db: Db
  lockSession: LockSession
  bus: Bus
  agent: Pick<Agent, 'models' | 'judge'>
  clock: Clock
  log: { warn(details: object, message: string): void }
}

/** How long a model may take, in ms; what steers waits for it no longer than that. */
export const judgeMs = 10_000
/** How many messages of others one is compared with in one question. */
const mostOthers = 8

/** One question: whether a message that waits pulls at the same thing as some of those before it. */
interface Question {
  later: Wish
  others: Wish[]
  model: string
}

/** The first message that waits about which a model was not asked yet, where words found nothing. */
async function nextQuestion(
  db: Db | Tx,
  sessionId: Id,
  models: ReadonlySet<string>,
  now: Date,
): Promise<Question | null> {
  const open = await readOpenRuns(db, sessionId)
  if (open.length < 2) return null
  const wishes = await wishesOf(db, open)
  for (const [place, later] of wishes.entries()) {
    const model = open.find(({ run }) => run.id === later.runId)?.run.model
    if (later.running || model === undefined || !models.has(model)) continue
    const others = othersOf(later, wishes.slice(0, place)).filter((other) => {
      const judgement = judgementOf(later, other)
      const settled = judgement?.is === 'answered' || isAwaited(judgement, now)
      return !settled && judgeWords(later, other) === null
    })
    if (others.length > 0) return { later, others: others.slice(0, mostOthers), model }
  }
  return null
}

function pairsOf({ later, others }: Question): Array<{ runId: Id; texts: string }> {
  return others.map((other) => ({ runId: other.runId, texts: textsOf(later, other) }))
}

/** Keeps a judgement of each pair with the later one; those of other texts go. */
async function keep(
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
 * Asks a model about messages of different people that wait, where words find nothing (rule 33.4): outside of any transaction,
 * once for each pair of texts on all nodes together, one question at a time in each session. Where it doesn't answer, words
 * alone decide.
 */
export function createMeaningJudge(deps: Deps): { close(): Promise<void> } {
  const { db, lockSession, bus, agent, clock, log } = deps
  const models = new Set(
    agent
      .models()
      .filter(({ demo }) => !demo)
      .map(({ id }) => id),
  )
  const closing = new AbortController()
  /** Sessions that are looked at, each with whether something has changed since that began. */
  const looking = new Map<Id, { again: boolean; ended: Promise<void> }>()

  /** Under the session's lock, so that one node alone asks. */
  const claim = (sessionId: Id): Promise<Question | null> =>
    lockSession(sessionId, async ({ tx, at }) => {
      const question = await nextQuestion(tx, sessionId, models, at)
      if (!question) return null
      const until = new Date(at.getTime() + judgeMs).toISOString()
      const asked = pairsOf(question).map((pair): Judgement => ({ ...pair, is: 'asked', until }))
      await keep(tx, question, asked)
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

  const answer = async (sessionId: Id): Promise<boolean> => {
    // without the lock first: most of the time there is nothing to ask
    if (!(await nextQuestion(db, sessionId, models, clock.date()))) return false
    const question = await claim(sessionId)
    if (!question) return false
    const found = await ask(question)
    await lockSession(sessionId, async ({ tx, emit }) => {
      const answered = pairsOf(question).map((pair, index): Judgement => {
        return { ...pair, is: 'answered', over: found[index] ?? null }
      })
      await keep(tx, question, answered)
      if (found.some((over) => over !== null)) emit({ type: 'queue_changed' })
    })
    return true
  }

  const look = (sessionId: Id): void => {
    const known = looking.get(sessionId)
    if (known) {
      known.again = true
      return
    }
    const state = { again: false, ended: Promise.resolve() }
    const work = async () => {
      do {
        state.again = false
        while (!closing.signal.aborted && (await answer(sessionId)));
      } while (state.again && !closing.signal.aborted)
    }
    looking.set(sessionId, state)
    state.ended = work()
      .catch((error: unknown) => {
        if (!closing.signal.aborted) log.warn({ err: error, sessionId }, 'judging messages failed')
      })
      .finally(() => looking.delete(sessionId))
  }

  const unsubscribe = bus.subscribe((message) => {
    if (message.type === 'queue_changed' && models.size > 0) look(message.sessionId)
  })
  return {
    async close() {
      unsubscribe()
      closing.abort(new Error('The server is closing.'))
      await Promise.all([...looking.values()].map(({ ended }) => ended))
    },
  }
}
