import { eq } from 'drizzle-orm'
import { sessions } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { LockSession } from '../events/session-transaction.ts'
import { newPreviewId } from '../gateway/preview-id.ts'

interface Deps {
  lockSession: LockSession
  bus: Bus
}

/**
 * Gives the session's preview another address, because somebody who knows the old one has lost the session: to be called after
 * their access has gone. Every node drops the old address with all that is open over it; the tabs of those who may still look
 * ask for the new one. Throws AppError not_found where there is no such session.
 */
export async function rotatePreviewHost({ lockSession, bus }: Deps, sessionId: Id): Promise<void> {
  await lockSession(sessionId, async ({ tx, emit }) => {
    await tx.update(sessions).set({ previewId: newPreviewId() }).where(eq(sessions.id, sessionId))
    emit({ type: 'session_changed' })
  })
  bus.publish({ type: 'preview_moved', sessionId })
}
