import type { Db } from '../../drizzle/types.ts'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import { protocolVersion } from '../../shared/protocol/version.ts'
import { readEvents } from '../events/event-log.ts'
import type { Room, RoomItem } from './room.ts'

/** Number of waiting items above which a subscriber is disconnected; it resumes from its cursor. */
const maxWaiting = 20_000

type Result<T> = IteratorResult<T, undefined>

/**
 * Rule 3: everything in a session after `after` (null: from now on), exactly once and in order: a
 * snapshot of the running text at the tick of joining, the log up to that tick, then live items.
 * `track` gets each item with the subscriber's last durable seq. One `next` at a time. Live items
 * pass no generator, for speed: every token to every subscriber passes here.
 */
export function subscribe<T>(
  db: Db,
  room: Room,
  after: number | null,
  signal: AbortSignal,
  track: (seq: number, data: AgentEvent) => T,
): AsyncIterableIterator<T, undefined> {
  const waiting: RoomItem[] = []
  let asked: { resolve: (result: Result<T>) => void; reject: (error: Error) => void } | null = null
  let over = false
  let leave = () => {}
  let cursor = after ?? 0

  const end = (): Promise<Result<T>> => {
    over = true
    signal.removeEventListener('abort', onAbort)
    leave()
    const done: Result<T> = { done: true, value: undefined }
    asked?.resolve(done)
    asked = null
    return Promise.resolve(done)
  }
  const onAbort = () => void end()

  // joins at the first `next`: a subscriber whose socket closed before would never leave
  async function* begin(): AsyncGenerator<T, void, undefined> {
    if (signal.aborted) return void end()
    signal.addEventListener('abort', onAbort)
    const { seq, live, ...joined } = room.join((item) => {
      waiting.push(item)
      if (asked) answer(asked)
    })
    leave = joined.leave
    // a cursor beyond the log belongs to another history: start from now
    cursor = after === null || after > seq ? seq : after
    yield track(cursor, {
      type: 'snapshot',
      seq: cursor,
      epoch: room.epoch,
      protocol: protocolVersion,
      live,
    })
    while (cursor < seq && !over) {
      const events = await readEvents(db, room.sessionId, cursor)
      if (events.length === 0) throw new Error(`the log ends at ${cursor}, before ${seq}`)
      for (const event of events) {
        if (event.seq > seq) break
        cursor = event.seq
        yield track(cursor, { type: 'event', ...event })
      }
    }
  }
  let beginning: AsyncGenerator<T, void, undefined> | null = begin()

  const answer = (to: NonNullable<typeof asked>): void => {
    asked = null
    if (waiting.length > maxWaiting) {
      void end()
      return to.reject(new Error('the reader is too slow'))
    }
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      if (item.type === 'event') {
        if (item.seq <= cursor) continue
        cursor = item.seq
      }
      return to.resolve({ done: false, value: track(cursor, item) })
    }
    asked = to
  }
  const happening = () => new Promise<Result<T>>((resolve, reject) => answer({ resolve, reject }))

  const begun = (result: IteratorResult<T, void>): Result<T> | Promise<Result<T>> => {
    if (!result.done) return result
    beginning = null
    return over ? end() : happening()
  }
  const failed = (error: unknown): never => {
    void end()
    throw error
  }

  return {
    next() {
      if (over) return end()
      return beginning ? beginning.next().then(begun, failed) : happening()
    },
    return: end,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
