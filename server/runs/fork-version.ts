import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { truncate } from '../../shared/truncate.ts'
import { addActivity } from '../events/activity.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { readTree, versionOf } from '../versions/read-tree.ts'
import { hasFork, startFork } from './start-fork.ts'

export function forkName(session: string, number: number): string {
  const end = `, version ${number}`
  return `${truncate(session, limits.nameLength - end.length)}${end}`
}

/** In the timeline of the session that was forked. */
export async function noteFork(
  transaction: SessionTransaction,
  { versionId, title, by }: { versionId: Id; title: string; by: Id },
): Promise<void> {
  const order = transaction.emit({ type: 'version_changed', versionId })
  await addActivity(transaction, { order, kind: 'version', title, state: 'ok', personId: by })
}

/** A new session that begins with any version of this one. Idempotent. Throws AppError not_found, and as `startFork` does. */
export function forkVersion(
  { lockSession }: Pick<CommandDeps, 'lockSession'>,
  input: { sessionId: Id; forkId: Id; versionId: Id; by: Id },
): Promise<{ sessionId: Id }> {
  const { sessionId, forkId: id, versionId, by } = input
  return lockSession(sessionId, async (transaction) => {
    const { tx, session } = transaction
    if (await hasFork(tx, { id, sessionId, by })) return { sessionId: id }
    const version = await versionOf(tx, sessionId, versionId)
    const tree = { hash: version.treeHash, entries: await readTree(tx, version.treeHash) }
    const name = forkName(session.name, version.number)
    await startFork(transaction, { id, name, by, version, tree })
    const title = `Forked version ${version.number} to a new session`
    await noteFork(transaction, { versionId, title, by })
    return { sessionId: id }
  })
}
