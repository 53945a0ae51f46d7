import * as Y from 'yjs'
import type { Db } from '../../drizzle/types.ts'
import type { PlacedEvent } from '../../shared/events.ts'
import type { Id } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import {
  type RecordActivity,
  type RecordMessage,
  type RecordMeta,
  recordMaps,
} from '../../shared/record.ts'
import { newestActivity, touchedActivity } from './project-activity.ts'
import { newestMessageIds, projectMessages } from './project-messages.ts'
import { projectMeta } from './project-meta.ts'

/** What a batch of events makes stale in the record. */
export interface Touched {
  messageIds: Set<Id>
  orders: number[]
  callIds: string[]
  endedRuns: Id[]
}

const touchedBy = (events: PlacedEvent[]): Touched => {
  const touched: Touched = { messageIds: new Set(), orders: [], callIds: [], endedRuns: [] }
  for (const { seq, event } of events) {
    touched.orders.push(seq)
    if ('messageId' in event) touched.messageIds.add(event.messageId)
    if (event.type === 'tool_end') touched.callIds.push(event.callId)
    if (event.type === 'done') touched.endedRuns.push(event.runId)
  }
  return touched
}

/**
 * Rule 4: the record, a projection of committed rows as a Yjs doc with a window of the newest messages and activity.
 * `load` fills it; `fold` brings it up to a batch of events. Both read rows only; calls must not overlap.
 */
export class RecordDoc {
  readonly doc = new Y.Doc()
  readonly epoch: string
  readonly #db: Db
  readonly #sessionId: Id
  readonly #meta: Y.Map<RecordMeta>
  readonly #messages: Y.Map<RecordMessage>
  readonly #activity: Y.Map<RecordActivity>

  constructor(db: Db, sessionId: Id, epoch: string) {
    this.#db = db
    this.#sessionId = sessionId
    this.epoch = epoch
    this.#meta = this.doc.getMap(recordMaps.meta)
    this.#messages = this.doc.getMap(recordMaps.messages)
    this.#activity = this.doc.getMap(recordMaps.activity)
  }

  get meta(): RecordMeta | null {
    return this.#meta.get('value') ?? null
  }

  /** Fills the doc with what the rows say when all events up to `seq` are committed. */
  async load(seq: number): Promise<void> {
    const db = this.#db
    const [ids, entries, meta] = await Promise.all([
      newestMessageIds(db, this.#sessionId, null, limits.recordMessages),
      newestActivity(db, this.#sessionId, null, limits.recordActivity),
      projectMeta(db, this.#sessionId, { seq, epoch: this.epoch }),
    ])
    this.#write(await projectMessages(db, ids), entries, meta)
  }

  /** Folds events in, in order; answers the meta, null once the session is gone. */
  async fold(events: PlacedEvent[]): Promise<RecordMeta | null> {
    const seq = events.at(-1)?.seq
    if (seq === undefined) return this.meta
    const touched = touchedBy(events)
    const [messages, entries, meta] = await Promise.all([
      projectMessages(this.#db, [...touched.messageIds]),
      touchedActivity(this.#db, this.#sessionId, touched),
      projectMeta(this.#db, this.#sessionId, { seq, epoch: this.epoch }),
    ])
    this.#write(messages, entries, meta)
    return meta
  }

  #write(messages: RecordMessage[], entries: RecordActivity[], meta: RecordMeta | null): void {
    this.doc.transact(() => {
      for (const message of messages) this.#messages.set(message.id, message)
      for (const entry of entries) this.#activity.set(entry.id, entry)
      trim(this.#messages, limits.recordMessages)
      trim(this.#activity, limits.recordActivity)
      if (meta) this.#meta.set('value', meta)
    })
  }
}

/** Lets go of the oldest entries above `most`. */
const trim = (map: Y.Map<RecordMessage> | Y.Map<RecordActivity>, most: number): void => {
  if (map.size <= most) return
  const byAge = [...map.entries()].sort(([, a], [, b]) => b.order - a.order)
  for (const [id] of byAge.slice(most)) map.delete(id)
}
