import type { Tx } from '../../drizzle/types.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { listOf } from '../../shared/names.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { truncate } from '../../shared/truncate.ts'
import type { CommandDeps } from '../events/command-deps.ts'
import { type SessionTransaction, withLockedSession } from '../events/session-transaction.ts'
import { editsBetween } from '../versions/edits-between.ts'
import type { PastVersion } from '../versions/history.ts'
import { planUndo } from '../versions/plan-undo.ts'
import { readTree, versionOf } from '../versions/read-tree.ts'
import { createVersion, storeEdited } from '../versions/versions.ts'
import { changeFiles, type TreeEntry } from '../versions/working-tree.ts'
import { versionsText } from './action-texts.ts'
import { noteFork } from './fork-version.ts'
import { addAction } from './queue-action.ts'
import { hasFork, startFork } from './start-fork.ts'
import { requireUndoable } from './undo.ts'

interface Input {
  sessionId: Id
  forkId: Id
  versionIds: readonly Id[]
  by: Id
}

/** Throws AppError forbidden if one was asked for by others alone, and as `requireUndoable` does. */
async function requireMine(tx: Tx, { sessionId, versionIds, by }: Input): Promise<PastVersion[]> {
  const wanted = await requireUndoable(tx, sessionId, versionIds)
  const others = wanted.filter(({ authors }) => !authors.includes(by))
  if (others.length > 0)
    throw new AppError(
      'forbidden',
      `You didn’t ask for ${versionsText(others.map(({ number }) => number))}, so only others can move it.`,
    )
  return wanted
}

/** Throws AppError conflict where later changes meet them. */
async function planWithout(tx: Tx, { sessionId }: Input, mine: PastVersion[], from: TreeEntry[]) {
  const versionIds = mine.map(({ id }) => id)
  const plan = await planUndo(tx, { sessionId, versionIds, resolutions: [], from })
  if (plan.conflicts.length > 0) {
    const paths = listOf(plan.conflicts.slice(0, 3).map(({ path }) => path))
    throw new AppError(
      'conflict',
      `Couldn’t move your changes: later ones meet them in ${paths}. Fork the newest version instead.`,
    )
  }
  return plan
}

async function headOf({ tx, session }: SessionTransaction) {
  const version = await versionOf(tx, session.id, session.headVersionId ?? '')
  return { ...version, entries: await readTree(tx, version.treeHash) }
}

/**
 * Moves one's own versions into a new session: it has the files as they are in the newest version, and here a queued run
 * takes the changes out. The fork's first version is without them, so that merging it back brings them. Idempotent.
 */
export async function takeMine(
  { lockSession, bus }: CommandDeps,
  input: Input,
): Promise<{ sessionId: Id }> {
  const { sessionId, forkId: id, by } = input
  await lockSession(sessionId, async (transaction) => {
    const { tx, session } = transaction
    if (await hasFork(tx, { id, sessionId, by })) return
    const mine = await requireMine(tx, input)
    const head = await headOf(transaction)
    const plan = await planWithout(tx, input, mine, head.entries)
    const hash = await storeEdited(tx, plan.entries, plan.edits)
    const numbers = versionsText(mine.map(({ number }) => number))
    const name = truncate(`${session.name}, ${numbers}`, limits.nameLength)
    const tree = { hash, entries: plan.entries }
    const fork = await startFork(transaction, { id, name, by, version: head, tree })
    const edits = await editsBetween(plan.entries, head.entries, plan.read)
    await withLockedSession(tx, fork, transaction, async (inFork) => {
      await changeFiles(inFork, edits, null)
      const reason = `Moved from “${session.name}”: ${numbers}`
      await createVersion(inFork, { runId: null, authors: [by], reason, kind: 'import' })
    })
    const versionIds = mine.map((version) => version.id)
    await addAction(transaction, {
      id: newId(),
      by,
      action: { kind: 'undo', versionIds, resolutions: [], repair: false },
      text: `Move ${numbers} to a new session: ${name}`,
    })
    const title = `Moved ${numbers} to a new session`
    await noteFork(transaction, { versionId: head.id, title, by })
  })
  bus.publish({ type: 'queue_changed', sessionId })
  return { sessionId: id }
}
