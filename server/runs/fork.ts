import { eq } from 'drizzle-orm'
import { runs, versions } from '../../drizzle/schema.ts'
import type { RunRow } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { addActivity } from '../events/activity.ts'
import { type SessionTransaction, withLockedSession } from '../events/session-transaction.ts'
import { nameFromPrompt } from '../lib/name-from-prompt.ts'
import { readTree } from '../versions/read-tree.ts'
import { addMessage } from './add-message.ts'
import { startFork } from './start-fork.ts'
import { messageOf } from './waiting-run.ts'

/** Throws AppError conflict if nothing has been built. */
async function currentVersion({ tx, session }: SessionTransaction) {
  const [head] = await tx
    .select({ id: versions.id, number: versions.number, hash: versions.treeHash })
    .from(versions)
    .where(eq(versions.id, session.headVersionId ?? ''))
  if (!head || (head.number === 0 && session.forkedFrom === null))
    throw new AppError(
      'conflict',
      'Couldn’t fork: nothing has been built here yet. Send the message here instead.',
    )
  return { ...head, entries: await readTree(tx, head.hash) }
}

/**
 * Moves a waiting message into a new session that starts with this one's current version. The
 * client chooses its id. Throws AppError conflict if that is taken or nothing has been built.
 */
export async function forkRun(
  transaction: SessionTransaction,
  run: RunRow,
  forkId: Id,
  by: Id,
): Promise<void> {
  const { tx, at, quotas, emit } = transaction
  const version = await currentVersion(transaction)
  const message = await messageOf(tx, run)
  const fork = await startFork(transaction, {
    id: forkId,
    name: nameFromPrompt(message.text),
    by,
    version,
    tree: { hash: version.hash, entries: await readTree(tx, version.hash) },
  })
  await withLockedSession(tx, fork, { at, quotas }, async (inFork) => {
    const { authorId, authors, text } = message
    await addMessage(inFork, { id: newId(), authorId, authors, text, delivery: 'after' })
  })
  await tx
    .update(runs)
    .set({ status: 'forked', handedTo: forkId, endedAt: at })
    .where(eq(runs.id, run.id))
  const order = emit({ type: 'message_changed', messageId: message.id })
  await addActivity(transaction, {
    order,
    kind: 'run',
    title: `Continued a message in a new session: ${fork.name}`,
    state: 'ok',
    runId: run.id,
    personId: by,
  })
}
