import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { Picked } from '../../shared/protocol/anchor.ts'
import { can } from '../../shared/roles.ts'
import { PinText } from '../../shared/protocol/views.ts'
import { addPin } from '../pins/add-pin.ts'
import { deletePinComment } from '../pins/delete-pin-comment.ts'
import { replyToPin } from '../pins/reply-to-pin.ts'
import { resolvePin } from '../pins/resolve-pin.ts'
import { sendPin } from '../pins/send-pin.ts'
import { onWire } from './message-input.ts'
import { sessionProcedure, router } from './trpc.ts'

const Pin = z.object({ sessionId: Id, pinId: Id })

export const pinsRouter = router({
  add: sessionProcedure('pin.write')
    .input(z.object({ id: Id, commentId: Id, sessionId: Id, element: Picked, text: PinText }))
    .mutation(({ ctx, input }) => addPin(ctx.services, { ...input, authorId: ctx.me.user.id })),
  reply: sessionProcedure('pin.write')
    .input(Pin.extend({ id: Id, text: PinText }))
    .mutation(({ ctx, input }) => replyToPin(ctx.services, { ...input, authorId: ctx.me.user.id })),
  resolve: sessionProcedure('pin.write')
    .input(Pin.extend({ resolved: z.boolean() }))
    .mutation(({ ctx, input }) => resolvePin(ctx.services, { ...input, by: ctx.me.user.id })),
  deleteComment: sessionProcedure('pin.write')
    .input(z.object({ sessionId: Id, id: Id }))
    .mutation(({ ctx, input }) =>
      deletePinComment(ctx.services, {
        ...input,
        by: ctx.me.user.id,
        mayModerate: can(ctx.access.role, 'pin.moderate'),
      }),
    ),
  send: sessionProcedure('message.send')
    .input(Pin.extend({ id: Id }))
    .mutation(async ({ ctx, input }) =>
      onWire(await sendPin(ctx.services, { ...input, by: ctx.me.user.id })),
    ),
})
