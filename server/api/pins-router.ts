import { can } from '../../shared/roles.ts'
import {
  AddPinInput,
  DeleteCommentInput,
  ReplyInput,
  ResolveInput,
  SendPinInput,
} from '../../shared/protocol/inputs/pin-inputs.ts'
import { addPin, deletePinComment, replyToPin, resolvePin, sendPin } from '../pins/pin-commands.ts'
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
        any: can(ctx.access.role, 'pin.moderate'),
      }),
    ),
  send: sessionProcedure('message.send')
    .input(SendPinInput)
    .mutation(({ ctx, input }) => sendPin(ctx.services, { ...input, by: ctx.me.user.id })),
})
