import type { Db } from '../../drizzle/types.ts'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { PlacedEvent } from '../../shared/protocol/events.ts'
import type { Token } from '../../shared/protocol/token.ts'
import type { Id } from '../../shared/ids.ts'
import { LiveTexts } from '../../shared/live-text.ts'
import type { Person } from '../../shared/protocol/person.ts'
import type { Bus } from '../bus/bus.ts'
import { readEvents } from '../events/event-log.ts'
import { readPeople } from '../people/people.ts'
import type { Clock } from '../lib/clock.ts'
import type { PresenceEntry } from '../bus/presence-entry.ts'
import { DocChannel, type DocMember } from './doc-channel.ts'
import { DraftDoc } from './draft-doc.ts'
import { readLiveTexts } from './live-rows.ts'
import { RecordDoc } from './record-doc.ts'
import type { RoomAwareness } from './room-awareness.ts'

/** In ms, so that a burst of events is folded at once. */
const foldAfterMs = 25

/** One object for all listeners, so that it is encoded once. */
export type RoomItem = Exclude<AgentEvent, { type: 'snapshot' }>

export type RoomListener = (item: RoomItem) => void

export interface RoomDeps {
  db: Db
  bus: Bus
  /** Names this node and boot. */
  epoch: string
  /** In the record's doc name (rule 4). */
  recordEpoch: string
  log: { error(details: object, message: string): void }
  clock: Clock
  /** Awareness of all nodes; outlives the room. */
  awareness: RoomAwareness<DocMember>
  onPeople: (sessionId: Id, people: Person[]) => void
  onPresence: (sessionId: Id, entries: PresenceEntry[]) => void
}

/**
 * A session on one node: reads the event log, passes events and tokens to subscribers, folds the
 * record and owns the docs. The bus wakes it; slow polling covers lost messages (rule 10).
 */
export class Room {
  readonly sessionId: Id
  readonly record: DocChannel
  readonly draft: DocChannel
  readonly draftDoc: DraftDoc
  /** The last event passed to subscribers. */
  seq = 0
  readonly #deps: RoomDeps
  readonly #recordDoc: RecordDoc
  readonly #live = new LiveTexts()
  readonly #listeners = new Set<RoomListener>()
  #reading: Promise<void> | null = null
  #readAgain = false
  #folding: Promise<void> = Promise.resolve()
  #unfolded: PlacedEvent[] = []
  #cancelFold: (() => void) | null = null

  private constructor(sessionId: Id, deps: RoomDeps, recordDoc: RecordDoc, draft: DraftDoc) {
    this.sessionId = sessionId
    this.#deps = deps
    this.#recordDoc = recordDoc
    this.record = new DocChannel({
      doc: recordDoc.doc,
      clock: deps.clock,
      awareness: {
        of: deps.awareness,
        publish: (entries) => deps.onPresence(sessionId, entries),
      },
      onMembers: () => deps.onPeople(sessionId, this.record.people()),
    })
    this.draft = new DocChannel({
      doc: draft.doc,
      clock: deps.clock,
      writes: {
        admits: (update, waitingBytes) => draft.admits(update, waitingBytes),
        workOf: (update) => draft.workOf(update),
        apply: (update, by) => draft.apply(update, by.id),
      },
    })
    this.draftDoc = draft
  }

  /** The caller must read `lastSeq` before anything else. */
  static async open(sessionId: Id, lastSeq: number, deps: RoomDeps): Promise<Room> {
    const recordDoc = new RecordDoc(deps.db, sessionId, deps.recordEpoch)
    const [draft, live] = await Promise.all([
      DraftDoc.open(deps, sessionId),
      readLiveTexts(deps.db, sessionId),
      recordDoc.load(lastSeq),
    ])
    const room = new Room(sessionId, deps, recordDoc, draft)
    room.seq = lastSeq
    for (const token of live) room.#live.apply(token)
    return room
  }

  get epoch(): string {
    return this.#recordDoc.epoch
  }

  get users(): number {
    return this.record.size + this.draft.size + this.#listeners.size
  }

  /** The live text and seq are of the tick in which the listener is added. */
  join(listener: RoomListener): { seq: number; live: Token[]; leave: () => void } {
    this.#listeners.add(listener)
    return {
      seq: this.seq,
      live: this.#live.all(),
      leave: () => void this.#listeners.delete(listener),
    }
  }

  /**
   * Reads new events; if already reading, reads once more. Errors are logged, and the next wake
   * retries.
   */
  wake(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true
      return this.#reading
    }
    this.#reading = this.#readLog()
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'reading the log failed'))
      .finally(() => {
        this.#reading = null
      })
    return this.#reading
  }

  /** Merges what other nodes stored: bus messages may be lost. */
  async refreshDraft(): Promise<void> {
    try {
      await this.draftDoc.refresh()
    } catch (error) {
      this.#deps.log.error({ err: error }, 'reading a draft failed')
    }
  }

  token(token: Token): void {
    const effect = this.#live.apply(token)
    if (effect === 'known') return
    if (effect === 'gap') {
      this.fetchLive()
      return
    }
    this.#relay(token)
  }

  /** No event tells of a name, so the record is projected anew. */
  renamed(userIds: readonly Id[]): void {
    this.#folding = this.#folding
      .then(async () => {
        await this.#recordDoc.rename(userIds)
        const people = await readPeople(this.#deps.db, [userIds])
        this.record.rename(people(userIds))
      })
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'renaming people failed'))
  }

  async settled(): Promise<void> {
    await this.#reading
    this.#foldNow()
    await this.#folding
  }

  async close(
    code: number = closeCodes.notFound,
    reason = 'This session has been deleted.',
  ): Promise<void> {
    this.record.closeWhere(() => true, code, reason)
    this.draft.closeWhere(() => true, code, reason)
    await this.settled()
    this.record.end()
    // apply buffered updates before storing
    this.draft.end()
    await this.draftDoc.close()
  }

  async #readLog(): Promise<void> {
    do {
      this.#readAgain = false
      const events = await readEvents(this.#deps.db, this.sessionId, this.seq)
      for (const event of events) this.#deliver(event)
      if (events.length > 0) {
        this.#unfolded.push(...events)
        this.#foldSoon()
        this.#readAgain = true
      }
    } while (this.#readAgain)
    // retries a failed fold without new events
    if (this.#unfolded.length > 0) this.#foldSoon()
  }

  #deliver(event: PlacedEvent): void {
    // a gap or repeat would break every cursor
    if (event.seq !== this.seq + 1) throw new Error(`event ${event.seq} after ${this.seq}`)
    this.seq = event.seq
    this.#relay({ type: 'event', ...event })
    const { event: what } = event
    if (what.type === 'step_settled') this.#live.settle(what.messageId, what.step)
    if (what.type === 'done') this.#live.endMessage(what.messageId)
  }

  /** Waits for a burst's end: previews read the same rows and have priority. */
  #foldSoon(): void {
    this.#cancelFold ??= this.#deps.clock.after(foldAfterMs, () => this.#foldNow())
  }

  #foldNow(): void {
    this.#cancelFold?.()
    this.#cancelFold = null
    this.#folding = this.#folding
      .then(() => this.#fold())
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'folding the record failed'))
  }

  async #fold(): Promise<void> {
    const events = this.#unfolded
    if (events.length === 0) return
    this.#unfolded = []
    try {
      await this.#recordDoc.fold(events)
    } catch (error) {
      this.#unfolded = [...events, ...this.#unfolded]
      throw error
    }
  }

  /** Reads the stored text where tokens may be missing. */
  fetchLive(): void {
    readLiveTexts(this.#deps.db, this.sessionId)
      .then((tokens) => {
        for (const token of tokens) if (this.#live.apply(token) === 'applied') this.#relay(token)
      })
      .catch((error: unknown) => this.#deps.log.error({ err: error }, 'fetching live text failed'))
  }

  #relay(item: RoomItem): void {
    for (const listener of this.#listeners) listener(item)
  }
}
