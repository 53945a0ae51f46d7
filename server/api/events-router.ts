import { tracked } from '@trpc/server'
import { SubscribeInput } from '../../shared/protocol/subscription.ts'
import { subscribe } from '../rooms/subscribe.ts'
import { sessionProcedure, signedInProcedure, router } from './trpc.ts'

function readCursor({ after, lastEventId }: SubscribeInput): number | null {
  const last = lastEventId === undefined ? Number.NaN : Number(lastEventId)
  return Number.isSafeInteger(last) && last >= 0 ? Math.max(last, after ?? 0) : after
}

export const eventsRouter = router({
  /** A mutation, because the browser then names its origin, as it does for a socket. */
  socketRefusal: signedInProcedure.mutation(({ ctx }) => ctx.socketRefusal()),
  subscribe: sessionProcedure('record.read')
    .input(SubscribeInput)
    .subscription(async ({ ctx, input }) => {
      const { db, rooms, closing } = ctx.services
      const ends = AbortSignal.any([closing, ctx.until])
      const room = await rooms.get(input.sessionId)
      return subscribe(db, room, readCursor(input), ends, (seq, data) => tracked(String(seq), data))
    }),
})
