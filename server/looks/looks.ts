import { and, desc, eq, lt } from 'drizzle-orm'
import { looks } from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { type Id, newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { LookView } from '../../shared/protocol/look-view.ts'
import type { Bus } from '../bus/bus.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { newPreviewId } from '../gateway/preview-id.ts'
import type { Clock } from '../lib/clock.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { versionOf } from '../versions/read-tree.ts'
import { noteUse } from './preview-look.ts'

const sweepEveryMs = 60_000

interface Deps {
  db: Db
  bus: Bus
  sandboxes: Pick<Sandboxes, 'ensure' | 'kill'>
  gateway: Pick<Gateway, 'previewAddress'>
  clock: Clock
  log: { error(details: object, message: string): void }
}

type Row = typeof looks.$inferSelect

/** Sandboxes that show a version, beside the session's own: one for each version that somebody looks at. */
export class Looks {
  readonly #deps: Deps
  #cancel: () => void = () => {}
  #sweeping: Promise<void> = Promise.resolve()
  #closed = false

  constructor(deps: Deps) {
    this.#deps = deps
    this.#later()
  }

  /** Starts the version's sandbox, or finds it. Throws AppError not_found. */
  async open(input: {
    sessionId: Id
    versionId: Id
    by: Id
    requestHost: string
  }): Promise<LookView> {
    const { db, clock } = this.#deps
    const { sessionId, versionId, by, requestHost } = input
    await versionOf(db, sessionId, versionId)
    const now = clock.date()
    const [row] = await db
      .insert(looks)
      .values({
        id: newId(),
        sessionId,
        versionId,
        previewId: newPreviewId(),
        createdBy: by,
        createdAt: now,
        usedAt: now,
      })
      .onConflictDoUpdate({ target: looks.versionId, set: { usedAt: now } })
      .returning()
    if (!row) throw new Error('a look was not stored')
    const older = await db
      .select()
      .from(looks)
      .where(eq(looks.sessionId, sessionId))
      .orderBy(desc(looks.usedAt), desc(looks.createdAt))
      .offset(limits.looks)
    for (const look of older) if (look.id !== row.id) await this.#end(look)
    wakeSandbox(this.#deps, row.id)
    return this.#viewOf(row, requestHost)
  }

  /** Counts as a use. Null once the look has ended. */
  async state(input: { sessionId: Id; lookId: Id; requestHost: string }): Promise<LookView | null> {
    const { db } = this.#deps
    const { sessionId, lookId, requestHost } = input
    const [row] = await db
      .select()
      .from(looks)
      .where(and(eq(looks.id, lookId), eq(looks.sessionId, sessionId)))
    if (!row) return null
    await noteUse(this.#deps, lookId)
    return this.#viewOf(row, requestHost)
  }

  /** All of the session's. */
  async endOf(sessionId: Id): Promise<void> {
    const rows = await this.#deps.db.select().from(looks).where(eq(looks.sessionId, sessionId))
    for (const row of rows) await this.#end(row)
  }

  async endUnused(): Promise<void> {
    const { db, clock } = this.#deps
    const unused = lt(looks.usedAt, new Date(clock.date().getTime() - limits.lookMs))
    const rows = await db.select().from(looks).where(unused)
    for (const row of rows) await this.#end(row)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#sweeping
  }

  /** Safe on several nodes at once. When killed in between, the next sweep ends it. */
  async #end({ id }: Row): Promise<void> {
    const { db, bus, sandboxes } = this.#deps
    await sandboxes.kill(id)
    const [gone] = await db
      .delete(looks)
      .where(eq(looks.id, id))
      .returning({ sandboxId: looks.sandboxId })
    // a request may have started it again
    if (gone?.sandboxId) await sandboxes.kill(id, gone.sandboxId)
    bus.publish({ type: 'look_ended', lookId: id })
  }

  async #viewOf(row: Row, requestHost: string): Promise<LookView> {
    const { id, versionId, previewId, sandboxState, sandboxMessage } = row
    const url = await this.#deps.gateway.previewAddress({ requestHost, sessionId: id, previewId })
    return { id, versionId, url, state: sandboxState, message: sandboxMessage }
  }

  #later(): void {
    if (this.#closed) return
    this.#cancel = this.#deps.clock.after(sweepEveryMs, () => {
      this.#sweeping = this.endUnused()
        .catch((error: unknown) => this.#deps.log.error({ err: error }, 'ending looks failed'))
        .then(() => this.#later())
    })
  }
}

export function createLooks(deps: Deps): Looks {
  return new Looks(deps)
}
