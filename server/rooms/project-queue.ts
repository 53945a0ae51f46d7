import { and, asc, desc, eq, gte } from 'drizzle-orm'
import { messages, runs, suggestions } from '../../drizzle/schema.ts'
import type { Db, SessionRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { ForkedMessage, QueuedRun } from '../../shared/protocol/queued-run.ts'
import type { Suggestion } from '../../shared/protocol/suggestion.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'
import { clashOf } from '../conflicts/clash.ts'
import { type OpenRun, readOpenRuns, readOpenMessages } from '../conflicts/open-messages.ts'
import { readPeople } from '../people/people.ts'

const mostSuggestions = 40
const mostDeclined = 20

type Part = Pick<RecordMeta, 'running' | 'queue' | 'queuePausedBy' | 'forks' | 'suggestions'>

function readForks(db: Db | Tx, sessionId: Id, current: OpenRun | undefined) {
  return current?.run.startedAt
    ? db
        .select({
          messageId: runs.messageId,
          text: messages.text,
          authors: messages.authors,
          sessionId: runs.handedTo,
        })
        .from(runs)
        .innerJoin(messages, eq(messages.id, runs.messageId))
        .where(
          and(
            eq(runs.sessionId, sessionId),
            eq(runs.status, 'forked'),
            gte(runs.endedAt, current.run.startedAt),
          ),
        )
        .orderBy(asc(runs.endedAt))
    : []
}

/**
 * The oldest open ones, and the newest declined ones that their authors haven't seen, so that
 * abandoned ones don't hide the others. Oldest first.
 */
async function readSuggestions(db: Db | Tx, sessionId: Id) {
  const { state, seen, at } = suggestions
  const isOf = eq(suggestions.sessionId, sessionId)
  const [open, declined] = await Promise.all([
    db
      .select()
      .from(suggestions)
      .where(and(isOf, eq(state, 'open')))
      .orderBy(asc(at))
      .limit(mostSuggestions),
    db
      .select()
      .from(suggestions)
      .where(and(isOf, eq(state, 'declined'), eq(seen, false)))
      .orderBy(desc(at))
      .limit(mostDeclined),
  ])
  return [...open, ...declined].sort((a, b) => a.at.getTime() - b.at.getTime())
}

export async function projectQueue(
  db: Db | Tx,
  session: Pick<SessionRow, 'id' | 'queuePausedBy'>,
): Promise<Part> {
  const open = await readOpenRuns(db, session.id)
  const current = open.find(({ run }) => run.status !== 'queued')
  const waiting = open.filter(({ run }) => run.status === 'queued')
  const messagesInOrder = waiting.length > 0 ? await readOpenMessages(db, open) : []
  const forks = await readForks(db, session.id, current)
  const proposed = await readSuggestions(db, session.id)
  const paused = session.queuePausedBy ? [session.queuePausedBy] : []
  const people = await readPeople(db, [
    ...open.map(({ authors }) => authors),
    ...forks.map(({ authors }) => authors),
    ...proposed.map(({ authors }) => authors),
    proposed.flatMap(({ decidedBy }) => decidedBy ?? []),
    paused,
  ])
  const one = (id: Id | null): Person | null => (id ? (people([id])[0] ?? null) : null)

  const places = new Map(messagesInOrder.map(({ runId }, place) => [runId, place]))
  const queued = ({ run, text, authors }: OpenRun): QueuedRun => {
    const place = places.get(run.id) ?? -1
    const message = messagesInOrder[place]
    const clash = message ? clashOf(message, messagesInOrder.slice(0, place)) : null
    return {
      runId: run.id,
      messageId: run.messageId,
      authors: people(authors),
      text,
      position: run.position,
      delivery: run.delivery,
      clash: clash && {
        ...clash.overlap,
        runId: clash.with.runId,
        authors: people(clash.with.authors),
        running: clash.with.running,
      },
      ...(run.action && { action: run.action.kind }),
    }
  }
  return {
    running: current
      ? {
          runId: current.run.id,
          messageId: current.run.replyId,
          authors: people(current.authors),
          startedAt: (current.run.startedAt ?? current.run.queuedAt).toISOString(),
          stopping: current.run.status === 'stopping',
        }
      : null,
    queue: waiting.map(queued),
    queuePausedBy: one(session.queuePausedBy),
    forks: forks.flatMap(({ sessionId, authors, ...fork }): ForkedMessage[] =>
      sessionId === null ? [] : [{ ...fork, sessionId, authors: people(authors) }],
    ),
    suggestions: proposed.map(
      ({ id, authors, text, at, state, decidedBy, reason }): Suggestion => ({
        id,
        authors: people(authors),
        text,
        at: at.toISOString(),
        declined: state === 'declined' ? { by: one(decidedBy), reason: reason ?? '' } : null,
      }),
    ),
  }
}
