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
import { retryRun, stopRun } from '../runs/commands.ts'
import { type By, cancelRun, editMessage, moveRun, pauseQueue, setDelivery } from '../runs/queue.ts'
import { settleClash } from '../runs/settle-clash.ts'
import type { SessionAccess } from '../access/access.ts'
import { mustFork } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { sessionProcedure, router } from './trpc.ts'

/** Who asks, and whether they may change what waits for others too. */
function by({ me, access }: { me: { user: { id: Id } }; access: SessionAccess }): By {
  return {
    id: me.user.id,
    any: may(access.standing, 'queue.others'),
  }
}

export const runsRouter = router({
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
      if (input.delivery === 'fork') mustFork(ctx)
      await setDelivery(ctx.services, { ...input, by: by(ctx) })
      if (input.delivery === 'fork') wakeSandbox(ctx.services, input.forkId)
    }),
  settle: sessionProcedure('queue.change')
    .input(SettleInput)
    .mutation(async ({ ctx, input }) => {
      if (input.choice === 'fork') mustFork(ctx)
      await settleClash(ctx.services, { ...input, by: ctx.me.user.id })
      if (input.choice === 'fork') wakeSandbox(ctx.services, input.forkId)
    }),
  pause: sessionProcedure('queue.change')
    .input(PauseInput)
    .mutation(({ ctx, input }) => pauseQueue(ctx.services, { ...input, by: ctx.me.user.id })),
  retry: sessionProcedure('message.send')
    .input(RetryInput)
    .mutation(({ ctx, input }) => retryRun(ctx.services, { ...input, by: ctx.me.user.id })),
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
