import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { eq } from 'drizzle-orm'
import { looks, sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { newPreviewId } from '../gateway/preview-id.ts'

/** Those of its looks end. The caller publishes `preview_moved` after the commit, which ends the looks too. */
export async function givePreviewHost({ tx, session, emit }: SessionTransaction): Promise<void> {
  await tx.update(sessions).set({ previewId: newPreviewId() }).where(eq(sessions.id, session.id))
  const open = await tx.select({ id: looks.id }).from(looks).where(eq(looks.sessionId, session.id))
  for (const { id } of open)
    await tx.update(looks).set({ previewId: newPreviewId() }).where(eq(looks.id, id))
  emit({ type: 'session_changed' })
}

/**
 * Call when someone that knows the preview's address loses access. Nodes close connections to the
 * old address; other viewers' tabs ask for the new one. Throws AppError not_found.
 */
export async function rotatePreviewHost(
  { lockSession, bus }: CommandDeps,
  sessionId: Id,
): Promise<void> {
  await lockSession(sessionId, givePreviewHost)
  bus.publish({ type: 'preview_moved', sessionId })
}
