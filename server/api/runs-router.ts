import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { may } from '../../shared/roles.ts'
import { Prompt } from '../../shared/protocol/views.ts'
import { retryRun } from '../runs/retry-run.ts'
import { stopRun } from '../runs/stop-run.ts'
import { cancelRun } from '../runs/cancel-run.ts'
import { editMessage } from '../runs/edit-message.ts'
import { moveRun } from '../runs/move-run.ts'
import type { Actor } from '../runs/own-message.ts'
import { pauseQueue } from '../runs/pause-queue.ts'
import { setDelivery } from '../runs/set-delivery.ts'
import { settleClash } from '../runs/settle-clash.ts'
import type { SessionAccess } from '../access/access.ts'
import { requireForkRight } from './require-fork-right.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { DeliverInput } from './messages-router.ts'
import { sessionProcedure, router } from './trpc.ts'

const RunInput = z.object({ sessionId: Id, runId: Id })

function by({ me, access }: { me: { user: { id: Id } }; access: SessionAccess }): Actor {
  return {
    id: me.user.id,
    mayChangeOthers: may(access.standing, 'queue.others'),
  }
}

/** A decision about two conflicting messages; `runId` is the later one. */
const Settle = RunInput.extend({ withId: Id }).and(
  z.discriminatedUnion('choice', [
    z.object({ choice: z.literal('merge') }),
    z.object({ choice: z.literal('order'), first: Id }),
    z.object({ choice: z.literal('fork'), forkId: Id }),
  ]),
)

export const runsRouter = router({
  stop: sessionProcedure('run.stop')
    .input(RunInput.extend({ pauseQueue: z.boolean().default(false) }))
    .mutation(({ ctx, input }) => stopRun(ctx.services, { ...input, by: ctx.me.user.id })),
  cancel: sessionProcedure('queue.change')
    .input(RunInput)
    .mutation(({ ctx, input }) => cancelRun(ctx.services, { ...input, by: by(ctx) })),
  edit: sessionProcedure('queue.change')
    .input(RunInput.extend({ was: z.string(), text: Prompt }))
    .mutation(({ ctx, input }) => editMessage(ctx.services, { ...input, by: by(ctx) })),
  deliver: sessionProcedure('queue.change')
    .input(RunInput.and(DeliverInput))
    .mutation(async ({ ctx, input }) => {
      if (input.delivery === 'fork') requireForkRight(ctx)
      await setDelivery(ctx.services, { ...input, by: by(ctx) })
      if (input.delivery === 'fork') wakeSandbox(ctx.services, input.forkId)
    }),
  settle: sessionProcedure('queue.change')
    .input(Settle)
    .mutation(async ({ ctx, input }) => {
      if (input.choice === 'fork') requireForkRight(ctx)
      await settleClash(ctx.services, { ...input, by: ctx.me.user.id })
      if (input.choice === 'fork') wakeSandbox(ctx.services, input.forkId)
    }),
  pause: sessionProcedure('queue.change')
    .input(z.object({ sessionId: Id, paused: z.boolean() }))
    .mutation(({ ctx, input }) => pauseQueue(ctx.services, { ...input, by: ctx.me.user.id })),
  retry: sessionProcedure('message.send')
    .input(RunInput.extend({ id: Id }))
    .mutation(({ ctx, input }) => retryRun(ctx.services, { ...input, by: ctx.me.user.id })),
  move: sessionProcedure('queue.change')
    .input(RunInput.extend({ position: z.int().min(0).max(1_000) }))
    .mutation(({ ctx, input }) =>
      moveRun(ctx.services, {
        sessionId: input.sessionId,
        runId: input.runId,
        to: input.position,
      }),
    ),
})
