import * as Y from 'yjs'
import type { Db } from '../../drizzle/types.ts'
import type { PlacedEvent } from '../../shared/protocol/events.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { RecordActivity } from '../../shared/protocol/record-activity.ts'
import type { RecordMessage } from '../../shared/protocol/record-message.ts'
import type { RecordMeta } from '../../shared/protocol/record-meta.ts'
import type { RecordPin } from '../../shared/protocol/record-pin.ts'
import { recordMaps } from '../../shared/protocol/doc-names.ts'
import { projectPins, shownPinIds } from './project-pins.ts'
import { newestActivity, touchedActivity } from './project-activity.ts'
import { repliesOf } from './message-versions.ts'
import { newestMessageIds, projectMessages } from './project-messages.ts'
import { projectMeta } from './project-meta.ts'

export interface Touched {
  messageIds: Set<Id>
  orders: number[]
  callIds: string[]
  pinIds: Set<Id>
  endedRuns: Id[]
  versionIds: Id[]
}

function touchedBy(events: PlacedEvent[]): Touched {
  const touched: Touched = {
    messageIds: new Set(),
    orders: [],
    callIds: [],
    pinIds: new Set(),
    endedRuns: [],
    versionIds: [],
  }
  for (const { seq, event } of events) {
    touched.orders.push(seq)
    if ('messageId' in event) touched.messageIds.add(event.messageId)
    if (event.type === 'tool_end') touched.callIds.push(event.callId)
    if (event.type === 'pin_changed') touched.pinIds.add(event.pinId)
    if (event.type === 'done') touched.endedRuns.push(event.runId)
    if (event.type === 'version_created' || event.type === 'version_changed')
      touched.versionIds.push(event.versionId)
  }
  return touched
}

/**
 * Rule 4: the record, projected from committed rows into a Yjs doc, windowed on the newest messages
 * and activity. Calls of `load` and `fold` must not overlap.
 */
export class RecordDoc {
  readonly doc = new Y.Doc()
  readonly epoch: string
  readonly #db: Db
  readonly #sessionId: Id
  readonly #meta: Y.Map<RecordMeta>
  readonly #messages: Y.Map<RecordMessage>
  readonly #activity: Y.Map<RecordActivity>
  readonly #pins: Y.Map<RecordPin>

  constructor(db: Db, sessionId: Id, epoch: string) {
    this.#db = db
    this.#sessionId = sessionId
    this.epoch = epoch
    this.#meta = this.doc.getMap(recordMaps.meta)
    this.#messages = this.doc.getMap(recordMaps.messages)
    this.#activity = this.doc.getMap(recordMaps.activity)
    this.#pins = this.doc.getMap(recordMaps.pins)
  }

  get meta(): RecordMeta | null {
    return this.#meta.get('value') ?? null
  }

  /** The rows must include all events up to `seq`. */
  async load(seq: number): Promise<void> {
    const db = this.#db
    const [ids, pinIds, entries, meta] = await Promise.all([
      newestMessageIds(db, this.#sessionId, null, limits.recordMessages),
      shownPinIds(db, this.#sessionId),
      newestActivity(db, this.#sessionId, null, limits.recordActivity),
      projectMeta(db, this.#sessionId, { seq, epoch: this.epoch }),
    ])
    const [messages, pins] = await Promise.all([projectMessages(db, ids), projectPins(db, pinIds)])
    this.#write({ messages, entries, pins, meta })
  }

  /** Null once the session is deleted. */
  async fold(events: PlacedEvent[]): Promise<RecordMeta | null> {
    const seq = events.at(-1)?.seq
    if (seq === undefined) return this.meta
    const touched = touchedBy(events)
    for (const id of await this.#versionMessages(touched.versionIds)) touched.messageIds.add(id)
    const [messages, pins, entries, meta] = await Promise.all([
      projectMessages(this.#db, [...touched.messageIds]),
      projectPins(this.#db, [...touched.pinIds]),
      touchedActivity(this.#db, this.#sessionId, touched),
      projectMeta(this.#db, this.#sessionId, { seq, epoch: this.epoch }),
    ])
    this.#write({ messages, entries, pins, checkedPins: touched.pinIds, meta })
    return meta
  }

  /** An undo changes what is said of the versions before it. */
  async #versionMessages(versionIds: Id[]): Promise<Id[]> {
    const { replies, undoes } = await repliesOf(this.#db, versionIds)
    if (!undoes) return replies
    return newestMessageIds(this.#db, this.#sessionId, null, limits.recordMessages)
  }

  /** Does nothing if the record has none of these people. */
  async rename(userIds: readonly Id[]): Promise<void> {
    const { meta } = this
    const maps = [this.#messages, this.#activity, this.#pins, this.#meta]
    const named = maps.some((map) => {
      const text = JSON.stringify(map.toJSON())
      return userIds.some((id) => text.includes(id))
    })
    if (meta && named) await this.load(meta.seq)
  }

  #write({ messages, entries, pins, checkedPins = new Set(), meta }: Projection): void {
    const there = new Set(pins.map(({ id }) => id))
    this.doc.transact(() => {
      for (const message of messages) this.#messages.set(message.id, message)
      for (const entry of entries) this.#activity.set(entry.id, entry)
      for (const pin of pins) this.#pins.set(pin.id, pin)
      for (const id of checkedPins) if (!there.has(id)) this.#pins.delete(id)
      trimResolved(this.#pins)
      trim(this.#messages, limits.recordMessages)
      trim(this.#activity, limits.recordActivity)
      if (meta) this.#meta.set('value', meta)
    })
  }
}

/** Pins in `checkedPins` but not in `pins` are deleted. */
interface Projection {
  messages: RecordMessage[]
  entries: RecordActivity[]
  pins: RecordPin[]
  checkedPins?: ReadonlySet<Id>
  meta: RecordMeta | null
}

function trimResolved(map: Y.Map<RecordPin>): void {
  const resolved = [...map.values()].filter((pin) => pin.resolved !== null)
  resolved.sort((a, b) => b.order - a.order)
  for (const { id } of resolved.slice(limits.recordResolvedPins)) map.delete(id)
}

function trim(map: Y.Map<RecordMessage> | Y.Map<RecordActivity>, most: number): void {
  if (map.size <= most) return
  const byAge = [...map.entries()].sort(([, a], [, b]) => b.order - a.order)
  for (const [id] of byAge.slice(most)) map.delete(id)
}
