import type { Db } from '../../drizzle/types.ts'
import type { AgentEvent } from '../../shared/events.ts'
import { readEvents } from '../log/event-log.ts'
import type { Room, RoomItem } from './room.ts'

/** A reader that lets more than this wait is let go; it comes back with its cursor. */
const maxWaiting = 20_000

/**
 * Rule 3: everything in a session after `after` (null: from now on), exactly once and in order. Begins with a snapshot of the
 * running text, taken in the tick in which the reader joins; then the log up to that tick; then what happens. Yields what
 * `track` makes of each thing and of the last durable seq that is behind the reader once it has it.
 */
export async function* subscribe<T>(
  db: Db,
  room: Room,
  after: number | null,
  signal: AbortSignal,
  track: (seq: number, data: AgentEvent) => T,
): AsyncGenerator<T, void, undefined> {
  const waiting: RoomItem[] = []
  let wake = () => {}
  const { seq, live, leave } = room.join((item) => {
    waiting.push(item)
    wake()
  })
  // asked for at every item, which a signal made of several answers slowly
  let isOver = signal.aborted
  const onAbort = () => {
    isOver = true
    wake()
  }
  signal.addEventListener('abort', onAbort)
  try {
    // a cursor beyond the log is another history's: begin with what is
    let cursor = after === null || after > seq ? seq : after
    const { epoch } = room
    yield track(cursor, { type: 'snapshot', seq: cursor, epoch, live })
    while (cursor < seq && !isOver) {
      const events = await readEvents(db, room.sessionId, cursor)
      if (events.length === 0) throw new Error(`the log ends at ${cursor}, before ${seq}`)
      for (const event of events) {
        if (event.seq > seq) break
        cursor = event.seq
        yield track(cursor, { type: 'event', ...event })
      }
    }
    while (!isOver) {
      if (waiting.length > maxWaiting) throw new Error('the reader is too slow')
      for (const item of waiting.splice(0)) {
        if (item.type === 'event') {
          if (item.seq <= cursor) continue
          cursor = item.seq
        }
        yield track(cursor, item)
      }
      if (waiting.length === 0 && !isOver)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    leave()
  }
}
