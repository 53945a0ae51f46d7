import { and, eq, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm'
import { looks, sessions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { SandboxRows, TreeSource } from '../sandbox/port.ts'
import { readBlob } from '../versions/blobs.ts'
import { treeEntries } from '../versions/working-tree.ts'

export function createTreeSource(db: Db): TreeSource {
  return {
    entries: (sessionId) => treeEntries(db, sessionId),
    content: (hash) => readBlob(db, hash),
  }
}

export function createSandboxRows(db: Db, lockSession: LockSession): SandboxRows {
  return {
    async sandboxId(sessionId) {
      const [row] = await db
        .select({ sandboxId: sessions.sandboxId })
        .from(sessions)
        .where(eq(sessions.id, sessionId))
      return row?.sandboxId ?? null
    },
    async workspaceId(sessionId) {
      const [row] = await db
        .select({ workspaceId: sessions.workspaceId })
        .from(sessions)
        .where(eq(sessions.id, sessionId))
      return row?.workspaceId ?? null
    },
    async replaceSandboxId(sessionId, expected, next) {
      // one statement: after waiting for the row's lock it checks the condition again
      const replaced = await db
        .update(sessions)
        .set({ sandboxId: next })
        .where(
          and(
            eq(sessions.id, sessionId),
            expected === null ? isNull(sessions.sandboxId) : eq(sessions.sandboxId, expected),
            next === null ? undefined : isNull(sessions.deletedAt),
          ),
        )
        .returning({ id: sessions.id })
      return replaced.length > 0
    },
    async unused(ms) {
      const rows = await db
        .select({ sessionId: sessions.id, sandboxId: sessions.sandboxId })
        .from(sessions)
        .where(
          and(
            isNotNull(sessions.sandboxId),
            lt(sessions.changedAt, sql`now() - make_interval(secs => ${ms / 1_000})`),
          ),
        )
      return rows.flatMap(({ sessionId, sandboxId }) =>
        sandboxId === null ? [] : [{ sessionId, sandboxId }],
      )
    },
    async setState(sessionId, state, message) {
      try {
        await lockSession(sessionId, async ({ tx, session, emit }) => {
          if (session.sandboxState === state && session.sandboxMessage === message) return
          await tx
            .update(sessions)
            .set({ sandboxState: state, sandboxMessage: message })
            .where(eq(sessions.id, sessionId))
          emit({ type: 'sandbox_state', state, message })
          if (state === 'ready' && session.sandboxState !== 'ready')
            emit({ type: 'preview_ready', runId: null })
        })
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'not_found')) throw error
      }
    },
  }
}

/**
 * Call when the only server starts: states of an earlier boot are stale. Opening a session wakes
 * its sandbox.
 */
export async function forgetSandboxStates(db: Db): Promise<void> {
  const asleep = { sandboxState: 'asleep', sandboxMessage: null } as const
  await db.update(sessions).set(asleep).where(ne(sessions.sandboxState, 'asleep'))
  await db.update(looks).set(asleep).where(ne(looks.sandboxState, 'asleep'))
}
