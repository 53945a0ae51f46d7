import { can } from '../../shared/roles.ts'
import {
  AddPinInput,
  DeleteCommentInput,
  ReplyInput,
  ResolveInput,
  SendPinInput,
} from '../../shared/protocol/inputs/pin-inputs.ts'
import { addPin } from '../pins/add-pin.ts'
import { deletePinComment } from '../pins/delete-pin-comment.ts'
import { replyToPin } from '../pins/reply-to-pin.ts'
import { resolvePin } from '../pins/resolve-pin.ts'
import { sendPin } from '../pins/send-pin.ts'
import { onWire } from './message-input.ts'
import { sessionProcedure, router } from './trpc.ts'

export const pinsRouter = router({
  add: sessionProcedure('pin.write')
    .input(AddPinInput)
    .mutation(({ ctx, input }) => addPin(ctx.services, { ...input, authorId: ctx.me.user.id })),
  reply: sessionProcedure('pin.write')
    .input(ReplyInput)
    .mutation(({ ctx, input }) => replyToPin(ctx.services, { ...input, authorId: ctx.me.user.id })),
  resolve: sessionProcedure('pin.write')
    .input(ResolveInput)
    .mutation(({ ctx, input }) => resolvePin(ctx.services, { ...input, by: ctx.me.user.id })),
  deleteComment: sessionProcedure('pin.write')
    .input(DeleteCommentInput)
    .mutation(({ ctx, input }) =>
      deletePinComment(ctx.services, {
        ...input,
        by: ctx.me.user.id,
        mayModerate: can(ctx.access.role, 'pin.moderate'),
      }),
    ),
  send: sessionProcedure('message.send')
    .input(SendPinInput)
    .mutation(async ({ ctx, input }) =>
      onWire(await sendPin(ctx.services, { ...input, by: ctx.me.user.id })),
    ),
})
