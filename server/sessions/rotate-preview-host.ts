import type { CommandDeps } from '../events/command-deps.ts'
import type { SessionTransaction } from '../events/session-transaction.ts'
import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { newPreviewId } from '../gateway/preview-id.ts'

/** The caller publishes `preview_moved` after the commit. */
export async function givePreviewHost({ tx, session, emit }: SessionTransaction): Promise<void> {
  await tx.update(sessions).set({ previewId: newPreviewId() }).where(eq(sessions.id, session.id))
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
