import * as Y from 'yjs'
import type { Db } from '../../drizzle/types.ts'
import type { AuthorRange } from '../../shared/protocol/draft.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { draftText } from '../../shared/protocol/doc-names.ts'
import type { Bus, DraftUpdate } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { DraftAuthors, forgetGone } from './draft-authors.ts'
import { type DraftPart, type DraftRow, mergeDraft, readDraft, replaceDraft } from './draft-row.ts'
import { covers, type Seen } from './draft-seen.ts'
import { mustBeText } from './text-update.ts'

interface Deps {
  db: Db
  bus: Bus
  clock: Clock
  /** Names this node and boot. */
  epoch: string
  log: { error(details: object, message: string): void }
}

/** How long changes of this node's own people may wait before they are in the row, in milliseconds. */
const storeAfterMs = 2_000
/** Another node's changes are that node's to store; this one does it too, later, should that one have died. */
const storeOthersAfterMs = 5_000
/** How often the row is looked at while a state is awaited. */
const lookMs = 100

/** Where a change of the doc comes from, where it doesn't come from a member's socket. */
const origins = { bus: 'bus', row: 'row' } as const

function pendingBytes({ store: { pendingStructs, pendingDs } }: Y.Doc): number {
  return (pendingStructs?.update.byteLength ?? 0) + (pendingDs?.byteLength ?? 0)
}

/**
 * One node's copy of a session's draft. There is one draft, however many nodes serve it: a change goes to the members here
 * and over the bus at once, and is merged into the row soon after; what a lost bus message told of comes from the row, by a
 * slow look. Yjs makes the same of it in whichever order it comes.
 *
 * What `apply` brings is the person's from whose socket it came (rule 5).
 */
export class DraftDoc {
  readonly doc = new Y.Doc()
  readonly sessionId: Id
  readonly #deps: Deps
  readonly #authors = new DraftAuthors()
  /** Who sent what can't be put in its place yet. */
  readonly #pending = new DraftAuthors()
  /** The row's revision that this copy has all of; null before there is a row. */
  #revision: number | null = null
  #dirty = false
  #storing: Promise<void> = Promise.resolve()
  #cancelStore: (() => void) | null = null
  #storeAt = Number.POSITIVE_INFINITY
  /** Who wrote what in a transaction of this node's own people. */
  readonly #written = new WeakMap<Y.Transaction, AuthorRange[]>()
  readonly #watchers = new Set<() => void>()
  /** What the whole state takes at the most, in bytes; measured anew where that may be too much. */
  #mostBytes = 0

  private constructor(deps: Deps, sessionId: Id) {
    this.#deps = deps
    this.sessionId = sessionId
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc, transaction) =>
      this.#changed(update, origin, this.#written.get(transaction)),
    )
  }

  /** Opens a session's draft from its row. */
  static async open(deps: Deps, sessionId: Id): Promise<DraftDoc> {
    const draft = new DraftDoc(deps, sessionId)
    await draft.look()
    return draft
  }

  /** Everything that this node has of it. */
  part(): DraftPart {
    forgetGone(this.#authors, this.doc)
    return { state: Y.encodeStateAsUpdate(this.doc), authors: this.#authors.all() }
  }

  /**
   * Whether the text stays within its length with a change, or grows no longer than it is. What waits for something that is
   * missing counts in bytes: it must not become the length of who brings that. So do changes that are still to be applied. Throws on what is no update,
   * or brings anything but text.
   */
  admits(update: Uint8Array, waitingBytes: number): boolean {
    mustBeText(update)
    if (!this.#hasRoomFor(waitingBytes + update.byteLength)) return false
    const { length } = this.doc.getText(draftText)
    // a character takes a byte at least
    const most = length + pendingBytes(this.doc) + waitingBytes + update.byteLength
    if (most <= limits.draftLength) return true
    if (waitingBytes > 0) return false
    const trial = new Y.Doc()
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(this.doc))
    Y.applyUpdate(trial, update)
    const then = trial.getText(draftText).length + pendingBytes(trial)
    trial.destroy()
    return then <= Math.max(limits.draftLength, length)
  }

  /** What is deleted leaves marks behind: nobody fills the memory of all who are here with those. */
  #hasRoomFor(bytes: number): boolean {
    if (this.#mostBytes + bytes <= limits.draftStateBytes) return true
    this.#mostBytes = Y.encodeStateAsUpdate(this.doc).byteLength
    return this.#mostBytes + bytes <= limits.draftStateBytes
  }

  /** Takes what somebody has written; several in one transaction are told of together. Throws on what is no update. */
  apply(update: Uint8Array, by: Id): void {
    this.doc.transact((transaction) => {
      const written = this.#written.get(transaction) ?? []
      this.#written.set(transaction, written)
      const before = this.#clocksBefore(update)
      try {
        Y.applyUpdate(this.doc, update)
      } finally {
        // one that breaks off at its end has brought its beginning
        written.push(...this.#attribute(before, by))
        this.#notePending(by)
      }
    })
  }

  /** Takes what another node tells of. */
  receive({ update, authors }: Pick<DraftUpdate, 'update' | 'authors'>): void {
    this.#authors.addAll(authors)
    Y.applyUpdate(this.doc, Buffer.from(update, 'base64'), origins.bus)
  }

  /** Takes what the row has beyond what this node has. */
  async look(): Promise<void> {
    const row = await readDraft(this.#deps.db, this.sessionId, this.#revision)
    if (row) this.#absorb(row)
  }

  /** A text has been taken out: the committed row, and the update that took it. Everybody everywhere is told at once. */
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

  /** Waits until this copy has all that somebody saw, `ms` at the longest; answers whether it has. */
  async waitFor(seen: Seen, ms: number): Promise<boolean> {
    if (covers(this.doc, seen)) return true
    return new Promise((resolve) => {
      const end = (has: boolean) => {
        this.#watchers.delete(check)
        cancelLook()
        cancelEnd()
        resolve(has)
      }
      const check = () => {
        if (covers(this.doc, seen)) end(true)
      }
      let cancelLook = () => {}
      const lookAgain = () => {
        cancelLook = this.#deps.clock.after(lookMs, () => {
          this.look().catch((error: unknown) => this.#failed(error, 'reading a draft failed'))
          lookAgain()
        })
      }
      const cancelEnd = this.#deps.clock.after(ms, () => end(false))
      this.#watchers.add(check)
      lookAgain()
    })
  }

  async close(): Promise<void> {
    this.#forgetStore()
    await this.#store()
    // what failed may have asked for another try
    this.#forgetStore()
    this.doc.destroy()
  }

  #changed(update: Uint8Array, origin: unknown, written: AuthorRange[] | undefined): void {
    this.#mostBytes += update.byteLength
    if (written) this.#publish(update, written)
    if (origin !== origins.row) {
      this.#dirty = true
      this.#storeWithin(written ? storeAfterMs : storeOthersAfterMs)
    }
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** How far the doc has come of all clients of whom an update, or what waits for it, can bring something. */
  #clocksBefore(update: Uint8Array): Map<number, number> {
    const { store } = this.doc
    const clients = new Set(Y.parseUpdateMeta(update).to.keys())
    if (store.pendingStructs)
      for (const client of Y.parseUpdateMetaV2(store.pendingStructs.update).to.keys())
        clients.add(client)
    return new Map([...clients].map((client) => [client, Y.getState(store, client)]))
  }

  /** Whose the stretches are that have come since `before`. What waited for them is its sender's, not this one's. */
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

  /** Yjs keeps what depends on something that is missing: it must not become the work of who brings that. */
  #notePending(by: Id): void {
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

  /** Stores at the latest after `ms`. */
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
