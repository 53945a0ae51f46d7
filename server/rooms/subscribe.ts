import type { Db } from '../../drizzle/types.ts'
import type { AgentEvent } from '../../shared/protocol/subscription.ts'
import { protocolVersion } from '../../shared/protocol/version.ts'
import { readEvents } from '../events/event-log.ts'
import type { Room, RoomItem } from './room.ts'

/** A reader that lets more than this wait is let go; it comes back with its cursor. */
const maxWaiting = 20_000

type Result<T> = IteratorResult<T, undefined>

/**
 * Rule 3: everything in a session after `after` (null: from now on), exactly once and in order. Begins with a snapshot of the
 * running text, taken in the tick in which the reader joins; then the log up to that tick; then what happens. Yields what
 * `track` makes of each thing and of the last durable seq that is behind the reader once it has it. One `next` at a time.
 * What happens is handed over by hand, not by a generator: every token to every reader goes through here.
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

  // joins with the first `next`: a reader whose socket closed before it asked is never told to end
  async function* begin(): AsyncGenerator<T, void, undefined> {
    if (signal.aborted) return void end()
    signal.addEventListener('abort', onAbort)
    const { seq, live, ...joined } = room.join((item) => {
      waiting.push(item)
      if (asked) answer(asked)
    })
    leave = joined.leave
    // a cursor beyond the log is another history's: begin with what is
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

  /** Gives the next item to who asked, or leaves them waiting. */
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
