import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { moveRun, retryRun, stopRun } from '../runs/commands.ts'
import { inSession, router } from './trpc.ts'

const RunInput = z.object({ sessionId: Id, runId: Id })

export const runsRouter = router({
  stop: inSession('run.stop')
    .input(RunInput)
    .mutation(({ ctx, input }) => stopRun(ctx.services, { ...input, by: ctx.me.user.id })),
  cancel: inSession('queue.change')
    .input(RunInput)
    .mutation(({ ctx, input }) => stopRun(ctx.services, { ...input, by: ctx.me.user.id })),
  retry: inSession('message.send')
    .input(RunInput.extend({ id: Id }))
    .mutation(({ ctx, input }) => retryRun(ctx.services, { ...input, by: ctx.me.user.id })),
  move: inSession('queue.change')
    .input(RunInput.extend({ position: z.int().min(0).max(1_000) }))
    .mutation(({ ctx, input }) =>
      moveRun(ctx.services, {
        sessionId: input.sessionId,
        runId: input.runId,
        to: input.position,
      }),
    ),
})
