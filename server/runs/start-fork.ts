import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { SessionRow, Tx } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { checkSessionQuota } from '../access/session-quota.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { newPreviewId } from '../gateway/preview-id.ts'
import { startTree } from '../versions/versions.ts'
import type { TreeEntry } from '../versions/working-tree.ts'

interface Fork {
  /** The client chose it. */
  id: Id
  name: string
  by: Id
  /** What it is forked from. */
  version: { id: Id; number: number }
  tree: { hash: string; entries: TreeEntry[] }
}

/** True if it was made by the same call before. Throws AppError conflict if the id is taken. */
export async function hasFork(tx: Tx, fork: { id: Id; sessionId: Id; by: Id }): Promise<boolean> {
  const [known] = await tx
    .select({ forkedFrom: sessions.forkedFrom, createdBy: sessions.createdBy })
    .from(sessions)
    .where(eq(sessions.id, fork.id))
  if (!known) return false
  if (known.forkedFrom !== fork.sessionId || known.createdBy !== fork.by) throw taken()
  return true
}

function taken() {
  return new AppError('conflict', 'That session id is taken.')
}

/**
 * A new session that begins with a tree of this one. Invisible until the commit, so it needs no lock. Throws AppError
 * conflict if its id is taken or there are too many sessions.
 */
export async function startFork(
  { tx, session, at, quotas }: SessionTransaction,
  { id, name, by, version, tree }: Fork,
): Promise<SessionRow> {
  const [fork] = await tx
    .insert(sessions)
    .values({
      id,
      workspaceId: session.workspaceId,
      name,
      createdBy: by,
      model: session.model,
      previewId: newPreviewId(),
      sandboxState: 'starting',
      forkedFrom: session.id,
      forkedVersion: version.id,
      createdAt: at,
      changedAt: at,
    })
    .onConflictDoNothing()
    .returning()
  if (!fork) throw taken()
  await checkSessionQuota(tx, quotas, { workspaceId: session.workspaceId, by, at })
  const reason = `Forked from “${session.name}”, version ${version.number}`
  await startTree(tx, { id, createdBy: by, at }, tree, reason)
  return fork
}
