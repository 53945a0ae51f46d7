import type { Id } from '../../shared/ids.ts'
import { may } from '../../shared/roles.ts'
import {
  DeliverInput,
  EditInput,
  MoveInput,
  PauseInput,
  RetryInput,
  RunInput,
  SettleInput,
  StopInput,
} from '../../shared/protocol/inputs/run-inputs.ts'
import { retryRun } from '../runs/retry-run.ts'
import { stopRun } from '../runs/stop-run.ts'
import { cancelRun } from '../runs/cancel-run.ts'
import { editMessage } from '../runs/edit-message.ts'
import { moveRun } from '../runs/move-run.ts'
import type { Actor } from '../runs/own-message.ts'
import { pauseQueue } from '../runs/pause-queue.ts'
import { setDelivery } from '../runs/set-delivery.ts'
import { settleClash } from '../runs/settle-clash.ts'
import { InSession } from '../../shared/protocol/inputs/session-inputs.ts'
import type { SessionAccess } from '../access/access.ts'
import { requireForkRight } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

function by({ me, access }: { me: { user: { id: Id } }; access: SessionAccess }): Actor {
  return {
    id: me.user.id,
    mayChangeOthers: may(access.standing, 'queue.others'),
  }
}

export const runsRouter = router({
  /** What else than the session itself keeps its next run from beginning. */
  waits: sessionProcedure('session.view')
    .input(InSession)
    .query(({ ctx, input }) => ctx.services.runWaits(input.sessionId)),
  stop: sessionProcedure('run.stop')
    .input(StopInput)
    .mutation(({ ctx, input }) => stopRun(ctx.services, { ...input, by: ctx.me.user.id })),
  cancel: sessionProcedure('queue.change')
    .input(RunInput)
    .mutation(({ ctx, input }) => cancelRun(ctx.services, { ...input, by: by(ctx) })),
  edit: sessionProcedure('queue.change')
    .input(EditInput)
    .mutation(({ ctx, input }) => editMessage(ctx.services, { ...input, by: by(ctx) })),
  deliver: sessionProcedure('queue.change')
    .input(DeliverInput)
    .mutation(async ({ ctx, input }) => {
      if (input.delivery === 'fork') requireForkRight(ctx)
      await setDelivery(ctx.services, { ...input, by: by(ctx) })
      if (input.delivery === 'fork') wakeSandbox(ctx.services, input.forkId)
    }),
  settle: sessionProcedure('queue.change')
    .input(SettleInput)
    .mutation(async ({ ctx, input }) => {
      if (input.choice === 'fork') requireForkRight(ctx)
      await settleClash(ctx.services, { ...input, by: ctx.me.user.id })
      if (input.choice === 'fork') wakeSandbox(ctx.services, input.forkId)
    }),
  pause: sessionProcedure('queue.change')
    .input(PauseInput)
    .mutation(({ ctx, input }) => pauseQueue(ctx.services, { ...input, by: ctx.me.user.id })),
  retry: sessionProcedure('message.send')
    .input(RetryInput)
    .mutation(({ ctx, input }) => {
      ctx.services.shortages.require()
      return retryRun(ctx.services, { ...input, by: ctx.me.user.id })
    }),
  move: sessionProcedure('queue.change')
    .input(MoveInput)
    .mutation(({ ctx, input }) =>
      moveRun(ctx.services, {
        sessionId: input.sessionId,
        runId: input.runId,
        to: input.position,
      }),
    ),
})
