import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import { checkSessionQuota } from '../access/session-quota.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'
import { sendMessage } from '../runs/send-message.ts'
import { keepTree, type KnownTree, startTree } from '../versions/versions.ts'
import { nameFromPrompt } from '../lib/name-from-prompt.ts'
import { newPreviewId } from '../gateway/preview-id.ts'
import type { Clock } from '../lib/clock.ts'
import { type Quotas, unlimited } from '../lib/quotas.ts'

interface Deps {
  db: Db
  bus: Bus
  lockSession: LockSession
  clock: Clock
  template: KnownTree
  quotas?: Quotas
}

interface Input {
  id: Id
  workspaceId: Id
  createdBy: Id
  model: string
  name: string | undefined
  first: { messageId: Id; text: string } | undefined
}

/** Idempotent: the client chooses the ids. Throws AppError conflict if one is taken. */
export async function createSession(deps: Deps, input: Input): Promise<{ id: Id }> {
  const at = deps.clock.date()
  await deps.db.transaction(async (tx) => {
    const made = await tx
      .insert(sessions)
      .values({
        id: input.id,
        workspaceId: input.workspaceId,
        name: input.name ?? (input.first ? nameFromPrompt(input.first.text) : 'Untitled'),
        createdBy: input.createdBy,
        model: input.model,
        previewId: newPreviewId(),
        sandboxState: 'starting',
        createdAt: at,
        changedAt: at,
      })
      .onConflictDoNothing()
      .returning({ id: sessions.id })
    if (made.length > 0) {
      await checkSessionQuota(tx, deps.quotas ?? unlimited, {
        workspaceId: input.workspaceId,
        by: input.createdBy,
        at,
      })
      await keepTree(tx, deps.template)
      return startTree(tx, { id: input.id, createdBy: input.createdBy, at }, deps.template)
    }
    const [known] = await tx
      .select({ createdBy: sessions.createdBy, workspaceId: sessions.workspaceId })
      .from(sessions)
      .where(eq(sessions.id, input.id))
    if (known?.createdBy !== input.createdBy || known.workspaceId !== input.workspaceId)
      throw new AppError('conflict', 'That session id is taken.')
  })
  if (input.first)
    await sendMessage(deps, {
      id: input.first.messageId,
      sessionId: input.id,
      authorId: input.createdBy,
      text: input.first.text,
      delivery: 'after',
    })
  return { id: input.id }
}
