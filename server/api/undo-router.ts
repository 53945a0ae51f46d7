import {
  RestoreInput,
  UndoDryRunInput,
  UndoInput,
} from '../../shared/protocol/inputs/undo-inputs.ts'
import { startRestore, startUndo } from '../runs/undo.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { dryRunUndo } from '../versions/dry-run.ts'
import { sessionProcedure, router } from './trpc.ts'

export const undoRouter = router({
  dryRun: sessionProcedure('session.view')
    .input(UndoDryRunInput)
    .query(({ ctx, input }) => dryRunUndo(ctx.services.db, input)),
  /** Takes a sandbox for some seconds. */
  check: sessionProcedure('message.send')
    .input(UndoDryRunInput)
    .query(({ ctx, input, signal }) =>
      ctx.services.checkUndo(input, signal ?? ctx.services.closing),
    ),
  start: sessionProcedure('message.send')
    .input(UndoInput)
    .mutation(async ({ ctx, input }) => {
      ctx.services.shortages.require()
      const started = await startUndo(ctx.services, { ...input, by: ctx.me.user.id })
      wakeSandbox(ctx.services, input.sessionId)
      return started
    }),
  restore: sessionProcedure('message.send')
    .input(RestoreInput)
    .mutation(async ({ ctx, input }) => {
      ctx.services.shortages.require()
      const started = await startRestore(ctx.services, { ...input, by: ctx.me.user.id })
      wakeSandbox(ctx.services, input.sessionId)
      return started
    }),
})
