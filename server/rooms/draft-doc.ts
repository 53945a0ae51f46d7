import * as Y from 'yjs'
import { z } from 'zod'
import type { Db } from '../../drizzle/types.ts'
import type { AuthorRange } from '../../shared/draft.ts'
import { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { draftText } from '../../shared/record.ts'
import type { Bus, DraftUpdate } from '../bus/bus.ts'
import type { Timers } from '../timers.ts'
import { type Burst, createBurst, docFrames } from './burst.ts'
import { DraftAuthors, forgetGone } from './draft-authors.ts'
import { type DraftPart, type DraftRow, mergeDraft, readDraft, replaceDraft } from './draft-row.ts'
import { covers, type Seen } from './draft-seen.ts'

interface Deps {
  db: Db
  bus: Bus
  timers: Timers
  /** Names this node and boot. */
  epoch: string
  log: { error(details: object, message: string): void }
}

/** How long changes of this node's own people may wait before they are in the row, in milliseconds. */
const storeAfterMs = 1_000
/** Another node's changes are that node's to store; this one does it too, later, should that one have died. */
const storeOthersAfterMs = 3_000
/** How often the row is looked at while a state is awaited. */
const lookMs = 100

/** Where a change of the doc comes from, where it doesn't come from a member's socket. */
const origins = { bus: 'bus', row: 'row' } as const

const Member = z.object({ person: z.object({ id: Id }) })

const pendingBytes = ({ store }: Y.Doc): number => store.pendingStructs?.update.byteLength ?? 0

/**
 * One node's copy of a session's draft. There is one draft, however many nodes serve it: a change goes to the members here
 * and over the bus at once, and is merged into the row soon after; what a lost bus message told of comes from the row, by a
 * slow look. Yjs makes the same of it in whichever order it comes.
 *
 * A change whose transaction's origin is a `DocMember` is that person's (rule 5).
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
  /** What the other nodes are to be told, as the readers here are. */
  readonly #spreading: Burst<{ update: Uint8Array; authors: AuthorRange[] }>
  readonly #watchers = new Set<() => void>()

  private constructor(deps: Deps, sessionId: Id) {
    this.#deps = deps
    this.sessionId = sessionId
    this.#spreading = createBurst(deps.timers, docFrames, (changes) => {
      const [only] = changes
      const update =
        only && changes.length === 1
          ? only.update
          : Y.mergeUpdates(changes.map((one) => one.update))
      this.#publish(
        update,
        changes.flatMap((one) => one.authors),
      )
    })
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc, transaction) =>
      this.#changed(update, origin, transaction),
    )
    this.doc.on('afterTransaction', ({ origin }) => this.#notePending(origin))
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
   * missing counts in bytes: it must not become the length of who brings that.
   */
  admits(update: Uint8Array): boolean {
    const { length } = this.doc.getText(draftText)
    // a character takes a byte at least
    if (length + pendingBytes(this.doc) + update.byteLength <= limits.draftLength) return true
    const trial = new Y.Doc()
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(this.doc))
    Y.applyUpdate(trial, update)
    const then = trial.getText(draftText).length + pendingBytes(trial)
    trial.destroy()
    return then <= Math.max(limits.draftLength, length)
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
        cancelLook = this.#deps.timers.set(() => {
          this.look().catch((error: unknown) => this.#failed(error, 'reading a draft failed'))
          lookAgain()
        }, lookMs)
      }
      const cancelEnd = this.#deps.timers.set(() => end(false), ms)
      this.#watchers.add(check)
      lookAgain()
    })
  }

  async close(): Promise<void> {
    this.#spreading.end()
    this.#forgetStore()
    await this.#store()
    // what failed may have asked for another try
    this.#forgetStore()
    this.doc.destroy()
  }

  #changed(update: Uint8Array, origin: unknown, transaction: Y.Transaction): void {
    const member = Member.safeParse(origin).data
    if (member) {
      this.#spreading.add({ update, authors: this.#attribute(transaction, member.person.id) })
    }
    if (origin !== origins.row) {
      this.#dirty = true
      this.#storeWithin(member ? storeAfterMs : storeOthersAfterMs)
    }
    for (const watcher of [...this.#watchers]) watcher()
  }

  /** Whose the stretches are that a transaction brought. What waited for it is its sender's, not this one's. */
  #attribute({ beforeState, afterState }: Y.Transaction, by: Id): AuthorRange[] {
    const authors: AuthorRange[] = []
    for (const [client, to] of afterState) {
      const from = beforeState.get(client) ?? 0
      if (to === from) continue
      const ranges = [...this.#pending.within(client, from, to), { client, from, to, by }]
      this.#authors.addAll(ranges)
      authors.push(...this.#authors.within(client, from, to))
    }
    if (authors.length > 0)
      this.#pending.prune(({ client, to }) => to > (afterState.get(client) ?? 0))
    return authors
  }

  /** Yjs keeps what depends on something that is missing: it must not become the work of who brings that. */
  #notePending(origin: unknown): void {
    const { pendingStructs } = this.doc.store
    const member = pendingStructs === null ? undefined : Member.safeParse(origin).data
    if (!member || pendingStructs === null) return
    for (const struct of Y.decodeUpdateV2(pendingStructs.update).structs) {
      if (struct instanceof Y.Skip) continue
      const { client, clock } = struct.id
      this.#pending.add({ client, from: clock, to: clock + struct.length, by: member.person.id })
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
    this.#cancelStore = this.#deps.timers.set(() => void this.#store(), ms)
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
