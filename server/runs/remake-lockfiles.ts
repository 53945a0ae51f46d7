import { StaleLeaseError } from '../agent-port/stale-lease-error.ts'
import { orAbort, withTimeout } from '../lib/async.ts'
import type { LockSession } from '../events/session-transaction.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { changeFiles } from '../versions/working-tree.ts'
import { type Lease, underLease } from './lease.ts'

interface Deps {
  lockSession: LockSession
  sandboxes: Pick<Sandboxes, 'forRun'>
  log: { error(details: object, message: string): void }
}

const longestMs = 90_000

/**
 * Lockfiles don't merge: the session's sandbox installs what package.json names now, and what that changes is read back. If
 * it can't, the old one stays: the next install makes it anew.
 */
export async function remakeLockfiles(
  { lockSession, sandboxes, log }: Deps,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { run } = lease
  const sandbox = sandboxes.forRun(run.sessionId)
  const install = async () => {
    await sandbox.sync()
    return sandbox.readBack()
  }
  try {
    const made = await orAbort(
      withTimeout(install(), longestMs, () => null),
      signal,
    )
    if (made && made.edits.length > 0)
      await underLease(lockSession, lease, (transaction) =>
        changeFiles(transaction, made.edits, run.id),
      )
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StaleLeaseError) throw error
    log.error({ err: error, runId: run.id }, 'a lockfile could not be made anew')
  }
}
