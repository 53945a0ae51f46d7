import {
  CreateForkInput,
  ForkInput,
  MergeDryRunInput,
  MergeForkInput,
  TakeMineInput,
} from '../../shared/protocol/inputs/fork-inputs.ts'
import { accessToSession } from '../access/access.ts'
import { forkVersion } from '../runs/fork-version.ts'
import { mergeFork } from '../runs/merge-fork.ts'
import { takeMine } from '../runs/take-mine.ts'
import { wakeSandbox } from '../sandbox/wake-sandbox.ts'
import { dryRunMerge } from '../versions/dry-run.ts'
import { forkState } from '../versions/fork-state.ts'
import { forkPairOf } from '../versions/plan-merge.ts'
import { sessionProcedure, router } from './trpc.ts'

export const forksRouter = router({
  create: sessionProcedure('session.create')
    .input(CreateForkInput)
    .mutation(async ({ ctx, input }) => {
      ctx.services.shortages.require()
      const made = await forkVersion(ctx.services, { ...input, by: ctx.me.user.id })
      wakeSandbox(ctx.services, made.sessionId)
      return made
    }),
  takeMine: sessionProcedure('session.create')
    .input(TakeMineInput)
    .mutation(async ({ ctx, input }) => {
      ctx.services.shortages.require()
      const made = await takeMine(ctx.services, { ...input, by: ctx.me.user.id })
      wakeSandbox(ctx.services, made.sessionId)
      return made
    }),
  state: sessionProcedure('session.view')
    .input(ForkInput)
    .query(({ ctx, input }) => forkState(ctx.services.db, { ...input, viewer: ctx.me.user.id })),
  dryRun: sessionProcedure('session.view')
    .input(MergeDryRunInput)
    .query(async ({ ctx, input: { sessionId: forkId, into, resolutions } }) => {
      const { db } = ctx.services
      const { source } = await forkPairOf(db, forkId)
      await accessToSession(db, ctx.me.user.id, source.id, 'session.view')
      return dryRunMerge(db, { forkId, into, resolutions })
    }),
  merge: sessionProcedure('message.send')
    .input(MergeForkInput)
    .mutation(async ({ ctx, input: { sessionId: forkId, ...input } }) => {
      ctx.services.shortages.require()
      const merged = await mergeFork(ctx.services, { ...input, forkId, by: ctx.me.user.id })
      wakeSandbox(ctx.services, merged.sessionId)
      return merged
    }),
})
