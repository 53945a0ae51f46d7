import { tracked } from '@trpc/server'
import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { subscribe } from '../rooms/subscribe.ts'
import { sessionProcedure, router } from './trpc.ts'

const Cursor = z.object({
  sessionId: Id,
  /** The last seq that the client has; null: new events only. */
  after: z.int().min(0).nullable(),
  /** The id of the last yield, which tRPC sends when it reconnects. */
  lastEventId: z.string().max(20).optional(),
})

function readCursor({ after, lastEventId }: z.infer<typeof Cursor>): number | null {
  const last = lastEventId === undefined ? Number.NaN : Number(lastEventId)
  return Number.isSafeInteger(last) && last >= 0 ? Math.max(last, after ?? 0) : after
}

export const eventsRouter = router({
  subscribe: sessionProcedure('record.read')
    .input(Cursor)
    .subscription(async ({ ctx, input }) => {
      const { db, rooms, closing } = ctx.services
      const ends = AbortSignal.any([closing, ctx.until])
      const room = await rooms.get(input.sessionId)
      return subscribe(db, room, readCursor(input), ends, (seq, data) => tracked(String(seq), data))
    }),
})
