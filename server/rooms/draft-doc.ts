import { eq } from 'drizzle-orm'
import * as Y from 'yjs'
import { drafts } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import type { Id } from '../../shared/ids.ts'
import type { Timers } from '../runs/token-gatherer.ts'

interface Deps {
  db: Db
  timers: Timers
  log: { error(details: object, message: string): void }
}

/** How long changes may wait before they are stored, in milliseconds. */
const storeAfterMs = 500

/** Opens a session's draft from its row; changes are stored soon after they are made, and at `close`. */
export const openDraft = async (
  { db, timers, log }: Deps,
  sessionId: Id,
): Promise<{ doc: Y.Doc; close: () => Promise<void> }> => {
  const doc = new Y.Doc()
  const [row] = await db.select().from(drafts).where(eq(drafts.sessionId, sessionId))
  if (row) Y.applyUpdate(doc, row.state)
  let dirty = false
  let cancel: (() => void) | null = null

  const store = async () => {
    cancel = null
    if (!dirty) return
    dirty = false
    try {
      const state = Y.encodeStateAsUpdate(doc)
      await db
        .insert(drafts)
        .values({ sessionId, state })
        .onConflictDoUpdate({ target: drafts.sessionId, set: { state } })
    } catch (error) {
      dirty = true
      log.error({ err: error, sessionId }, 'storing a draft failed')
      later()
    }
  }
  const later = () => {
    cancel ??= timers.set(() => void store(), storeAfterMs)
  }
  doc.on('update', () => {
    dirty = true
    later()
  })
  return {
    doc,
    async close() {
      cancel?.()
      await store()
      cancel?.()
      doc.destroy()
    },
  }
}
