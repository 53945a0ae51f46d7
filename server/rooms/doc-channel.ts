import * as Y from 'yjs'
import { closeCodes, closes } from '../../shared/protocol/close-codes.ts'
import { limits } from '../../shared/limits.ts'
import type { Clock } from '../lib/clock.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { PresenceEntry } from '../bus/presence-entry.ts'
import { readAwareness, writeAwareness } from './awareness-update.ts'
import { type Batcher, createBatcher, docFrames } from '../lib/batcher.ts'
import type { Connection } from './connection.ts'
import {
  awarenessFrame,
  keepAliveFrame,
  readFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './doc-protocol.ts'
import { createFloodGate } from './flood-gate.ts'
import { isKnown } from './known-update.ts'
import type { RoomAwareness } from './room-awareness.ts'

export interface DocMember {
  connection: Connection
  person: Person
  mayWrite: boolean
}

interface Options {
  doc: Y.Doc
  clock: Clock
  onMembers?: () => void
  /** The doc is read-only without it. */
  writes?: {
    /** Whether the doc may grow by this update, on top of `waitingBytes` not applied yet. */
    admits: (update: Uint8Array, waitingBytes: number) => boolean
    /** How many comparisons it may cause. */
    workOf: (update: Uint8Array) => number
    /** Throws on malformed updates. */
    apply: (update: Uint8Array, by: Person) => void
  }
  /** `publish` sends members' changes to other nodes. */
  awareness?: { of: RoomAwareness<DocMember>; publish: (entries: PresenceEntry[]) => void }
}

/** An update already applied, or one to be applied at the next flush. */
type Change = { is: 'applied'; update: Uint8Array } | Written
interface Written {
  is: 'written'
  update: Uint8Array
  by: DocMember
}

/**
 * A Yjs doc and its sockets, over y-websocket's protocol. Checks updates against the member's
 * permission (rule 5) and binds awareness to its user. A burst of updates is one transaction and
 * one frame, the first update at once. All connections get the same encoded array.
 */
export class DocChannel {
  readonly doc: Y.Doc
  readonly #awareness: Options['awareness']
  readonly #members = new Set<DocMember>()
  readonly #onMembers: () => void
  readonly #writes: Options['writes']
  readonly #changes: Batcher<Change>
  #frame: Uint8Array[] | null = null
  readonly #news: Batcher<PresenceEntry>
  readonly #published: Batcher<PresenceEntry>
  readonly #flood: ReturnType<typeof createFloodGate<DocMember>>

  constructor({ doc, clock, awareness, onMembers = () => {}, writes }: Options) {
    this.doc = doc
    this.#awareness = awareness
    this.#onMembers = onMembers
    this.#writes = writes
    this.#flood = createFloodGate(clock)
    this.#changes = createBatcher(clock, docFrames, (changes) => this.#sendFrame(changes))
    this.#news = createBatcher(clock, docFrames, (entries) =>
      this.#broadcast(awarenessFrame(writeAwareness(latestOf(entries)))),
    )
    this.#published = createBatcher(clock, docFrames, (entries) =>
      awareness?.publish(latestOf(entries)),
    )
    this.doc.on('update', (update: Uint8Array) => {
      if (this.#frame) this.#frame.push(update)
      else this.#changes.add({ is: 'applied', update })
    })
  }

  get size(): number {
    return this.#members.size
  }

  people(): Person[] {
    return [
      ...new Map([...this.#members].map((member) => [member.person.id, member.person])).values(),
    ]
  }

  /** A member's next awareness has the new name. */
  rename(people: readonly Person[]): void {
    for (const member of this.#members)
      member.person = people.find(({ id }) => id === member.person.id) ?? member.person
    this.#onMembers()
  }

  join(member: DocMember): void {
    this.#members.add(member)
    this.#send(member, step1Frame(this.doc))
    this.#sendAllAwareness(member)
    this.#onMembers()
  }

  leave(member: DocMember): void {
    if (!this.#members.delete(member)) return
    // apply what this member sent before leaving
    if (this.#changes.waiting.some((one) => one.is === 'written' && one.by === member))
      this.#changes.flush()
    this.#flood.forget(member)
    if (this.#awareness) {
      const { left, news } = this.#awareness.of.leave(member)
      this.announceAwareness(news)
      for (const entry of left) this.#published.add(entry)
    }
    this.#onMembers()
  }

  /** A malformed or forbidden frame closes its socket and changes nothing. */
  receive(member: DocMember, data: Uint8Array): void {
    if (!this.#members.has(member)) return
    if (data.byteLength > limits.docFrameBytes) {
      this.#refuse(member, closeCodes.tooLarge, closes.tooLarge.reason)
      return
    }
    try {
      this.#take(member, data)
    } catch {
      this.#refuse(member, closeCodes.malformed, closes.malformed.reason)
    }
  }

  closeWhere(predicate: (member: DocMember) => boolean, code: number, reason: string): void {
    for (const member of [...this.#members])
      if (predicate(member)) this.#refuse(member, code, reason)
  }

  keepAlive(): void {
    this.#broadcast(keepAliveFrame)
  }

  announceAwareness(entries: PresenceEntry[]): void {
    for (const entry of entries) this.#news.add(entry)
  }

  end(): void {
    this.#changes.flush()
    this.#news.flush()
    this.#published.flush()
    this.#flood.end()
  }

  #take(member: DocMember, data: Uint8Array): void {
    const frame = readFrame(data)
    if (!this.#flood.admits(member, frame.type, data.byteLength)) {
      this.#refuse(member, closeCodes.flooding, closes.flooding.reason)
      return
    }
    switch (frame.type) {
      case 'step1':
        this.#reply(member, step2Frame(this.doc, frame.stateVector))
        return
      case 'update':
        if (frame.empty) return
        this.#takeUpdate(member, frame.update)
        return
      case 'awareness':
        this.#takeAwareness(member, frame.update)
        return
      case 'queryAwareness':
        this.#sendAllAwareness(member)
        return
    }
  }

  #takeUpdate(member: DocMember, update: Uint8Array): void {
    if (!member.mayWrite || !this.#writes) {
      this.#changes.flush()
      if (!isKnown(this.doc, update))
        this.#refuse(
          member,
          closeCodes.forbidden,
          'You can’t edit this: your role here is read-only.',
        )
    } else if (!this.#flood.admitsWork(member, this.#writes.workOf(update)))
      this.#refuse(member, closeCodes.flooding, closes.flooding.reason)
    else if (!this.#admits(this.#writes, update))
      this.#refuse(member, closeCodes.tooLarge, 'The text is too long. Shorten it.')
    // the flush above may have removed this member
    else if (this.#members.has(member)) this.#changes.add({ is: 'written', update, by: member })
  }

  #admits({ admits }: NonNullable<Options['writes']>, update: Uint8Array): boolean {
    const waitingBytes = this.#changes.waiting.reduce((sum, one) => sum + one.update.byteLength, 0)
    if (admits(update, waitingBytes)) return true
    // waiting updates may add less text than their bytes
    this.#changes.flush()
    return admits(update, 0)
  }

  /** Never throws: a timer calls it. */
  #sendFrame(changes: Change[]): void {
    const frame = changes.filter(({ is }) => is === 'applied').map(({ update }) => update)
    const written = changes.filter((change) => change.is === 'written')
    this.#frame = frame
    const malformed = this.#apply(written)
    this.#frame = null
    for (const { by } of malformed)
      if (this.#members.has(by)) this.#refuse(by, closeCodes.malformed, closes.malformed.reason)
    const [first, ...more] = frame
    if (first) this.#broadcast(updateFrame(more.length === 0 ? first : Y.mergeUpdates(frame)))
  }

  /** Applies in one transaction; returns the malformed updates. */
  #apply(written: Written[]): Written[] {
    const malformed: Written[] = []
    const applyEach = () => {
      for (const change of written)
        try {
          this.#writes?.apply(change.update, change.by.person)
        } catch {
          malformed.push(change)
        }
    }
    try {
      if (written.length > 0) Y.transact(this.doc, applyEach, null, false)
      return malformed
    } catch {
      // thrown at the transaction's end, so any update may be the cause
      return written
    }
  }

  #takeAwareness(member: DocMember, update: Uint8Array): void {
    if (!this.#awareness) return
    const news = this.#awareness.of.take(member, readAwareness(update, member.person))
    this.announceAwareness(news)
    for (const entry of news) this.#published.add(entry)
  }

  #sendAllAwareness(member: DocMember): void {
    const entries = this.#awareness?.of.all() ?? []
    if (entries.length > 0) this.#reply(member, awarenessFrame(writeAwareness(entries)))
  }

  #reply(member: DocMember, frame: Uint8Array): void {
    if (this.#flood.admitsReply(member, frame.byteLength)) this.#send(member, frame)
    else this.#refuse(member, closeCodes.flooding, closes.flooding.reason)
  }

  #send(member: DocMember, frame: Uint8Array): void {
    // it reconnects and catches up
    if (member.connection.buffered() > limits.unsentBytes)
      this.#refuse(member, closeCodes.tooSlow, closes.tooSlow.reason)
    else member.connection.send(frame)
  }

  #broadcast(frame: Uint8Array): void {
    for (const member of this.#members) this.#send(member, frame)
  }

  #refuse(member: DocMember, code: number, reason: string): void {
    this.leave(member)
    member.connection.close(code, reason)
  }
}

function latestOf(entries: PresenceEntry[]): PresenceEntry[] {
  return [...new Map(entries.map((entry) => [entry.clientId, entry])).values()]
}
