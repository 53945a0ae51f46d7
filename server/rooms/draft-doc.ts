import * as Y from 'yjs'
import type { Db } from '../../drizzle/types.ts'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import type { Bus, DraftUpdate } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { DraftAuthors, forgetDeleted } from './draft-authors.ts'
import { type DraftPart, type DraftRow, mergeDraft, readDraft, replaceDraft } from './draft-row.ts'
import { covers, type Seen } from './draft-seen.ts'
import { growthOf, isComplete, itemsOf, requirePlainText } from './text-update.ts'

interface Deps {
  db: Db
  bus: Bus
  clock: Clock
  /** Names this node and boot. */
  epoch: string
  log: { error(details: object, message: string): void }
}

const storeAfterMs = 2_000
/** In ms, for other nodes' changes: those nodes store them unless they have died. */
const storeOthersAfterMs = 5_000
/** In ms, for polling the row while a state is awaited. */
const refreshMs = 100

/** In bytes: measuring a full draft for each small update would cost more than the update. */
const measureAfter = 1_000

const origins = { bus: 'bus', row: 'row' } as const

function pendingBytes({ store: { pendingStructs, pendingDs } }: Y.Doc): number {
  return (pendingStructs?.update.byteLength ?? 0) + (pendingDs?.byteLength ?? 0)
}

function storedItems({ store }: Y.Doc): number {
  let items = 0
  for (const structs of store.clients.values()) items += structs.length
  return items
}

function deletedLength({ deleteSet }: Y.Transaction): number {
  let length = 0
  for (const ranges of deleteSet.clients.values()) for (const { len } of ranges) length += len
  return length
}

/**
 * One node's copy of a draft. Changes go to members and the bus at once, and to the row soon after.
 * Changes of lost bus messages are read from the row; Yjs converges in any order. Text from `apply`
 * belongs to the socket's user (rule 5).
 */
export class DraftDoc {
  readonly doc = new Y.Doc()
  readonly sessionId: Id
  readonly #deps: Deps
  readonly #authors = new DraftAuthors()
  readonly #pending = new DraftAuthors()
  /** The row's revision merged into this copy; null without a row. */
  #revision: number | null = null
  #dirty = false
  #storing: Promise<void> = Promise.resolve()
  #cancelStore: (() => void) | null = null
  #storeAt = Number.POSITIVE_INFINITY
  readonly #written = new WeakMap<Y.Transaction, AuthorRange[]>()
  readonly #watchers = new Set<() => void>()
  /** Upper bounds of the encoded state in bytes and items; measured when one would exceed its limit. */
  #mostBytes = 0
  #mostItems = 0
  /** How much was written or deleted since they were measured. */
  #unmeasured = measureAfter

  private constructor(deps: Deps, sessionId: Id) {
    this.#deps = deps
    this.sessionId = sessionId
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc, transaction) =>
      this.#changed(update, origin, transaction),
    )
  }

  static async open(deps: Deps, sessionId: Id): Promise<DraftDoc> {
    const draft = new DraftDoc(deps, sessionId)
    await draft.refresh()
    return draft
  }

  part(): DraftPart {
    forgetDeleted(this.#authors, this.doc)
    return { state: Y.encodeStateAsUpdate(this.doc), authors: this.#authors.all() }
  }

  /**
   * Whether the text stays within its limit, or doesn't grow. Pending (out-of-order) updates count,
   * so that the client that fills the gap isn't charged for them. Takes time in proportion to the
   * update, whatever the draft holds. Throws on anything but plain text.
   */
  admits(update: Uint8Array, waitingBytes: number): boolean {
    requirePlainText(update)
    if (!this.#hasRoomFor(waitingBytes + update.byteLength, itemsOf(update))) return false
    const { length } = this.doc.getText(draftText)
    const pending = pendingBytes(this.doc)
    // a character has at least one byte
    const most = length + pending + waitingBytes
    if (!isComplete(this.doc, update)) {
      if (pending + update.byteLength > limits.draftPendingBytes) return false
      return most + update.byteLength <= limits.draftLength
    }
    if (most + update.byteLength <= limits.draftLength) return true
    const growth = growthOf(this.doc, update)
    return growth <= 0 || most + growth <= limits.draftLength
  }

  /** Yjs may compare each of an update's items with each of the draft's. */
  workOf(update: Uint8Array): number {
    const items = itemsOf(update)
    return items * (items + this.#mostItems)
  }

  /** Deleted text leaves tombstones, so the state's size is limited too. */
  #hasRoomFor(bytes: number, items: number): boolean {
    const fits = () =>
      this.#mostBytes + bytes <= limits.draftStateBytes &&
      this.#mostItems + items <= limits.draftItems
    if (fits()) return true
    if (this.#unmeasured < measureAfter) return false
    this.#unmeasured = 0
    this.#mostBytes = Y.encodeStateAsUpdate(this.doc).byteLength
    this.#mostItems = storedItems(this.doc)
    return fits()
  }

  /** Updates of one transaction are published together. Throws on malformed updates. */
  apply(update: Uint8Array, by: Id): void {
    this.doc.transact((transaction) => {
      const written = this.#written.get(transaction) ?? []
      this.#written.set(transaction, written)
      const before = this.#clocksBefore(update)
      try {
        Y.applyUpdate(this.doc, update)
      } finally {
        // a truncated update is applied up to the truncation
        for (const range of this.#attribute(before, by)) written.push(range)
        this.#notePending(by)
      }
    })
  }

  receive({ update, authors }: Pick<DraftUpdate, 'update' | 'authors'>): void {
    this.#authors.addAll(authors)
    Y.applyUpdate(this.doc, Buffer.from(update, 'base64'), origins.bus)
  }

  async refresh(): Promise<void> {
    const row = await readDraft(this.#deps.db, this.sessionId, this.#revision)
    if (row) this.#absorb(row)
  }

  /** Call after the commit that took text. */
  taken(row: DraftRow, update: Uint8Array): void {
    this.#absorb(row)
    this.#publish(update, [])
  }

  #absorb(row: DraftRow): void {
    if (this.#revision !== null && row.revision <= this.#revision) return
    this.#revision = row.revision
    this.#authors.addAll(row.authors)
    Y.applyUpdate(this.doc, row.state, origins.row)
  }

  /** Waits up to `ms` for the state that a user saw; returns whether it has arrived. */
  async waitFor(seen: Seen, ms: number): Promise<boolean> {
    if (covers(this.doc, seen)) return true
    return new Promise((resolve) => {
      const end = (has: boolean) => {
        this.#watchers.delete(check)
        cancelRefresh()
        cancelEnd()
        resolve(has)
      }
      const check = () => {
        if (covers(this.doc, seen)) end(true)
      }
      let cancelRefresh = () => {}
      const refreshAgain = () => {
        cancelRefresh = this.#deps.clock.after(refreshMs, () => {
          this.refresh().catch((error: unknown) => this.#failed(error, 'reading a draft failed'))
          refreshAgain()
        })
      }
      const cancelEnd = this.#deps.clock.after(ms, () => end(false))
      this.#watchers.add(check)
      refreshAgain()
    })
  }

  async close(): Promise<void> {
    this.#forgetStore()
    await this.#store()
    // a failed write has scheduled another
    this.#forgetStore()
    this.doc.destroy()
  }

  #changed(update: Uint8Array, origin: unknown, transaction: Y.Transaction): void {
    const written = this.#written.get(transaction)
    this.#mostBytes += update.byteLength
    this.#mostItems += itemsOf(update)
    this.#unmeasured += update.byteLength + deletedLength(transaction)
    if (written) this.#publish(update, written)
    if (origin !== origins.row) {
      this.#dirty = true
      this.#storeWithin(written ? storeAfterMs : storeOthersAfterMs)
    }
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** Its clients send again what is missing when they reconnect, and other nodes store theirs. */
  #forgetPending(): void {
    this.doc.store.pendingStructs = null
    this.doc.store.pendingDs = null
    this.#pending.prune(() => false)
  }

  /** Clocks of all clients that an update, or pending ones behind it, can advance. */
  #clocksBefore(update: Uint8Array): Map<number, number> {
    const { store } = this.doc
    const clients = new Set(Y.parseUpdateMeta(update).to.keys())
    if (store.pendingStructs)
      for (const client of Y.parseUpdateMetaV2(store.pendingStructs.update).to.keys())
        clients.add(client)
    return new Map([...clients].map((client) => [client, Y.getState(store, client)]))
  }

  /** Attributes text added since `before`. Pending ranges belong to their sender, not to `by`. */
  #attribute(before: Map<number, number>, by: Id): AuthorRange[] {
    const { store } = this.doc
    const authors: AuthorRange[] = []
    for (const [client, from] of before) {
      const to = Y.getState(store, client)
      if (to === from) continue
      const ranges = [...this.#pending.within(client, from, to), { client, from, to, by }]
      this.#authors.addAll(ranges)
      authors.push(...this.#authors.within(client, from, to))
    }
    if (authors.length > 0) this.#pending.prune(({ client, to }) => to > Y.getState(store, client))
    return authors
  }

  /** Otherwise the user that fills the gap would become the author of pending text. */
  #notePending(by: Id): void {
    // items that wait for each other
    if (pendingBytes(this.doc) > limits.draftPendingBytes) this.#forgetPending()
    const { pendingStructs } = this.doc.store
    if (pendingStructs === null) return
    for (const struct of Y.decodeUpdateV2(pendingStructs.update).structs) {
      if (struct instanceof Y.Skip) continue
      const { client, clock } = struct.id
      this.#pending.add({ client, from: clock, to: clock + struct.length, by })
    }
  }

  #publish(update: Uint8Array, authors: AuthorRange[]): void {
    this.#deps.bus.publish({
      type: 'draft',
      sessionId: this.sessionId,
      from: this.#deps.epoch,
      update: Buffer.from(update).toString('base64'),
      authors,
    })
  }

  #storeWithin(ms: number): void {
    if (this.#cancelStore && this.#storeAt <= ms) return
    this.#forgetStore()
    this.#storeAt = ms
    this.#cancelStore = this.#deps.clock.after(ms, () => void this.#store())
  }

  #forgetStore(): void {
    this.#cancelStore?.()
    this.#cancelStore = null
  }

  #store(): Promise<void> {
    this.#cancelStore = null
    this.#storing = this.#storing.then(() => this.#storeNow())
    return this.#storing
  }

  async #storeNow(): Promise<void> {
    if (!this.#dirty) return
    this.#dirty = false
    const { db } = this.#deps
    try {
      const part = this.part()
      const revision = this.#revision
      if (revision !== null && (await replaceDraft(db, this.sessionId, revision, part)))
        this.#revision = Math.max(this.#revision ?? 0, revision + 1)
      else this.#absorb(await mergeDraft(db, this.sessionId, part))
    } catch (error) {
      this.#dirty = true
      this.#failed(error, 'storing a draft failed')
      this.#storeWithin(storeAfterMs)
    }
  }

  #failed(error: unknown, what: string): void {
    this.#deps.log.error({ err: error, sessionId: this.sessionId }, what)
  }
}
