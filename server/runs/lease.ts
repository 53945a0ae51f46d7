import { and, asc, eq, inArray, isNull, lt, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { messages, runs, sessions } from '../../drizzle/schema.ts'
import type { Db, RunRow } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { addActivity } from '../events/activity.ts'
import type { LockSession, SessionTransaction } from '../events/session-transaction.ts'
import { readPeople } from '../people/people.ts'
import { startedTitle } from './people-texts.ts'
import { authorsOf } from './authors.ts'
import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import type { Clock } from '../lib/clock.ts'

/** `lease` counts attempts from 1. */
export type Lease = { run: RunRow; lease: number }

interface LineDeps {
  db: Db
  clock: Clock
  /** Runs of one workspace at work at the same time. */
  perWorkspace?: number
}

interface Deps extends LineDeps {
  lockSession: LockSession
  /** Names this node and boot. */
  owner: string
  leaseMs: number
}

/** Looked at together, so that each workspace gets its turn. */
const candidatesTogether = 500

interface Candidate {
  sessionId: Id
  workspaceId: Id
  /** Its run has begun: it doesn't wait for its workspace's turn. */
  begun: boolean
  since: Date
}

/** Sessions with an expired lease, or with only waiting runs. The first queued first. */
function findCandidates({ db, clock }: LineDeps): Promise<Candidate[]> {
  const busy = alias(runs, 'busy')
  return db
    .select({
      sessionId: runs.sessionId,
      workspaceId: sessions.workspaceId,
      begun: sql<boolean>`bool_or(${runs.status} <> 'queued')`,
      since: sql`min(${runs.queuedAt})`.mapWith(runs.queuedAt),
    })
    .from(runs)
    .innerJoin(sessions, and(eq(sessions.id, runs.sessionId), isNull(sessions.deletedAt)))
    .where(
      or(
        and(inArray(runs.status, ['running', 'stopping']), lt(runs.leaseUntil, clock.date())),
        and(
          eq(runs.status, 'queued'),
          isNull(sessions.queuePausedBy),
          notExists(
            db
              .select({ one: sql`1` })
              .from(busy)
              .where(
                and(
                  eq(busy.sessionId, runs.sessionId),
                  inArray(busy.status, ['running', 'stopping']),
                ),
              ),
          ),
        ),
      ),
    )
    .groupBy(runs.sessionId, sessions.workspaceId)
    .orderBy(sql`min(${runs.queuedAt})`)
    .limit(candidatesTogether)
}

/**
 * The sessions whose next run may begin, of each workspace in turn. `full`: its workspace has `perWorkspace` runs at work, or
 * will have.
 */
export async function lineOfRuns(
  deps: LineDeps,
): Promise<Array<{ sessionId: Id; workspaceId: Id; full: boolean }>> {
  const { db, perWorkspace = Number.MAX_SAFE_INTEGER } = deps
  const found = await findCandidates(deps)
  if (found.length === 0) return []
  const atWork = await db
    .select({ workspaceId: sessions.workspaceId, runs: sql<number>`count(*)::int` })
    .from(runs)
    .innerJoin(sessions, eq(sessions.id, runs.sessionId))
    .where(inArray(runs.status, ['running', 'stopping']))
    .groupBy(sessions.workspaceId)
  const taken = new Map(atWork.map((row) => [row.workspaceId, row.runs]))
  const next = found.map((candidate) => {
    if (candidate.begun) return { candidate, round: -1 }
    const round = taken.get(candidate.workspaceId) ?? 0
    taken.set(candidate.workspaceId, round + 1)
    return { candidate, round }
  })
  return next
    .sort((a, b) => a.round - b.round)
    .map(({ candidate: { sessionId, workspaceId }, round }) => ({
      sessionId,
      workspaceId,
      full: round >= perWorkspace,
    }))
}

async function candidates(deps: Deps, count: number) {
  const line = await lineOfRuns(deps)
  return line.filter(({ full }) => !full).slice(0, count)
}

/** The queue's first run, one at a time (rule 2). The session must be locked. */
async function nextRun({ tx, session, at }: SessionTransaction): Promise<RunRow | null> {
  const [current] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, session.id), inArray(runs.status, ['running', 'stopping'])))
  if (current) return current.leaseUntil && current.leaseUntil < at ? current : null
  if (session.queuePausedBy !== null) return null
  const [next] = await tx
    .select()
    .from(runs)
    .where(and(eq(runs.sessionId, session.id), eq(runs.status, 'queued')))
    .orderBy(asc(runs.position))
    .limit(1)
  return next ?? null
}

async function begin(deps: Deps, transaction: SessionTransaction, run: RunRow): Promise<Lease> {
  const { tx, session, at, emit } = transaction
  const lease = run.lease + 1
  const [taken] = await tx
    .update(runs)
    .set({
      status: run.status === 'stopping' ? 'stopping' : 'running',
      lease,
      leaseOwner: deps.owner,
      leaseUntil: new Date(at.getTime() + deps.leaseMs),
      startedAt: run.startedAt ?? at,
      // counts a crashed attempt's unrenewed time, so that a run that always crashes early times
      // out
      activeMs: run.activeMs + (run.startedAt === null ? 0 : Math.round(deps.leaseMs / 3)),
    })
    .where(eq(runs.id, run.id))
    .returning()
  const order = emit({
    type: 'run_started',
    runId: run.id,
    messageId: run.replyId,
    attempt: lease,
  })
  if (run.startedAt === null) {
    const authors = await authorsOf(tx, run)
    const people = await readPeople(tx, [authors])
    await tx.insert(messages).values({
      id: run.replyId,
      sessionId: session.id,
      from: 'agent',
      authorId: run.authorId,
      authors,
      runId: run.id,
      text: '',
      order,
      at,
    })
    await addActivity(transaction, {
      order,
      kind: 'run',
      title: startedTitle(people(authors)),
      state: 'running',
      runId: run.id,
      personId: run.authorId,
    })
  }
  return { run: taken ?? run, lease }
}

/**
 * Passes each run to `take` at once, as it shows as running from then on. Throws single sessions'
 * errors at the end; a deleted session is no error.
 */
export async function takeLeases(
  deps: Deps,
  count: number,
  take: (lease: Lease) => void | Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  for (const { sessionId } of await candidates(deps, count)) {
    try {
      const lease = await deps.lockSession(sessionId, async (transaction) => {
        const run = await nextRun(transaction)
        return run ? begin(deps, transaction, run) : null
      })
      if (lease) await take(lease)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not_found')) failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not every lease could be taken.')
}

/**
 * Adds `workedMs` to the run. Returns its status; null once the lease is lost or the run has ended.
 */
export async function renewLease(
  { db, clock, leaseMs }: Deps,
  { run, lease }: Lease,
  workedMs: number,
): Promise<RunRow['status'] | null> {
  const rows = await db
    .update(runs)
    .set({
      leaseUntil: new Date(clock.date().getTime() + leaseMs),
      activeMs: sql`${runs.activeMs} + ${Math.round(workedMs)}`,
    })
    .where(
      and(
        eq(runs.id, run.id),
        eq(runs.lease, lease),
        inArray(runs.status, ['running', 'stopping']),
      ),
    )
    .returning({ status: runs.status })
  return rows[0]?.status ?? null
}

/** So that another node can continue at once. */
export async function releaseLease({ db, clock }: Deps, { run, lease }: Lease): Promise<void> {
  await db
    .update(runs)
    .set({ leaseUntil: new Date(clock.date().getTime() - 1) })
    .where(and(eq(runs.id, run.id), eq(runs.lease, lease)))
}

/** Rule 8: locks the session, then checks the lease. Throws StaleLeaseError. */
export function underLease<T>(
  lockSession: LockSession,
  { run, lease }: Lease,
  work: (transaction: SessionTransaction) => Promise<T>,
): Promise<T> {
  return lockSession(run.sessionId, async (transaction) => {
    const [row] = await transaction.tx
      .select({ lease: runs.lease, status: runs.status })
      .from(runs)
      .where(eq(runs.id, run.id))
    const mine = row?.lease === lease && (row.status === 'running' || row.status === 'stopping')
    if (!mine) throw new StaleLeaseError(run.id)
    return work(transaction)
  })
}
