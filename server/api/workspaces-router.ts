import {
  NameWorkspaceInput,
  TransferInput,
  WorkspaceById,
  WorkspaceBySlug,
} from '../../shared/protocol/inputs/workspace-inputs.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { leaveWorkspace, transferWorkspace } from '../workspaces/members.ts'
import { createWorkspace, listWorkspaces, renameWorkspace } from '../workspaces/workspaces.ts'
import { followWorkspace } from '../access/follow-workspace.ts'
import { workspaceProcedure, router, signedInProcedure } from './trpc.ts'

export const workspacesRouter = router({
  list: signedInProcedure.query(({ ctx }) => listWorkspaces(ctx.services.db, ctx.me.user.id)),
  get: workspaceProcedure('workspace.view', 'slug')
    .input(WorkspaceBySlug)
    .query(({ ctx }): WorkspaceView => ({ ...ctx.access.workspace, role: ctx.access.role })),
  /** What this person is in the workspace: at once, and each time that something in it has changed about who may what. */
  follow: workspaceProcedure('workspace.view', 'id')
    .input(WorkspaceById)
    .subscription(({ ctx, input }) =>
      followWorkspace(ctx.services, { userId: ctx.me.user.id, workspaceId: input.id }, ctx.until),
    ),
  create: signedInProcedure
    .input(NameWorkspaceInput)
    .mutation(({ ctx, input }) => createWorkspace(ctx.services, { ...input, by: ctx.me.user.id })),
  rename: workspaceProcedure('workspace.rename', 'id')
    .input(NameWorkspaceInput)
    .mutation(async ({ ctx, input }) => {
      await renameWorkspace(ctx.services, input)
      return null
    }),
  leave: workspaceProcedure('workspace.view', 'id')
    .input(WorkspaceById)
    .mutation(async ({ ctx, input }) => {
      await leaveWorkspace(ctx.services, { workspaceId: input.id, by: ctx.me.user.id })
      return null
    }),
  transfer: workspaceProcedure('workspace.transfer', 'id')
    .input(TransferInput)
    .mutation(async ({ ctx, input }) => {
      await transferWorkspace(ctx.services, {
        workspaceId: input.id,
        by: ctx.me.user.id,
        to: input.to,
      })
      return null
    }),
})
