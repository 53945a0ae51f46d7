import { and, asc, eq, lt } from 'drizzle-orm'
import { runs, sessions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Agent } from '../agent-port/agent.ts'
import type { Clock } from '../lib/clock.ts'
import type { Sandboxes } from '../sandbox/port.ts'

export interface RemoveDeps {
  db: Db
  clock: Clock
  agent: Pick<Agent, 'forget'>
  sandboxes: Pick<Sandboxes, 'kill'>
  /** Ends the work between two rows; the next sweep does the rest. */
  signal?: AbortSignal
}

/**
 * Ends what a session has outside of its rows' foreign keys. Call it before deleting the row: when
 * killed in between, the next sweep repeats it.
 */
export async function releaseSession(
  { db, agent, sandboxes }: Pick<RemoveDeps, 'db' | 'agent' | 'sandboxes'>,
  session: { id: Id; sandboxId: string | null },
): Promise<void> {
  if (session.sandboxId !== null) await sandboxes.kill(session.id)
  const rows = await db.select({ id: runs.id }).from(runs).where(eq(runs.sessionId, session.id))
  for (const run of rows) await agent.forget(run.id)
}

/** Removes sessions whose time in the bin is over, with everything of them. Returns their number. */
export async function emptyBin(deps: RemoveDeps): Promise<number> {
  const { db, clock } = deps
  const over = lt(sessions.deletedAt, new Date(clock.date().getTime() - limits.binMs))
  const due = await db
    .select({ id: sessions.id, sandboxId: sessions.sandboxId })
    .from(sessions)
    .where(over)
    .orderBy(asc(sessions.deletedAt))
  let removed = 0
  for (const session of due) {
    deps.signal?.throwIfAborted()
    await releaseSession(deps, session)
    // checks again: it may have been restored
    const gone = await db
      .delete(sessions)
      .where(and(eq(sessions.id, session.id), over))
      .returning({ id: sessions.id })
    removed += gone.length
  }
  return removed
}
