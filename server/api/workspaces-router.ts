import {
  NameWorkspaceInput,
  TransferInput,
  WorkspaceById,
  WorkspaceBySlug,
} from '../../shared/protocol/inputs/workspace-inputs.ts'
import type { WorkspaceView } from '../../shared/protocol/workspace-view.ts'
import { leaveWorkspace } from '../workspaces/leave-workspace.ts'
import { transferWorkspace } from '../workspaces/transfer-workspace.ts'
import { createWorkspace } from '../workspaces/create-workspace.ts'
import { listWorkspaces } from '../workspaces/list-workspaces.ts'
import { renameWorkspace } from '../workspaces/rename-workspace.ts'
import { workspaceProcedure, router, signedInProcedure } from './trpc.ts'

export const workspacesRouter = router({
  list: signedInProcedure.query(({ ctx }) => listWorkspaces(ctx.services.db, ctx.me.user.id)),
  get: workspaceProcedure('workspace.view', 'slug')
    .input(WorkspaceBySlug)
    .query(({ ctx }): WorkspaceView => ({ ...ctx.access.workspace, role: ctx.access.role })),
  /**
   * Yields the workspace with the caller's role, then again when its name or anyone's membership
   * changes.
   */
  follow: workspaceProcedure('workspace.view', 'id')
    .input(WorkspaceById)
    .subscription(async function* ({ ctx, input }): AsyncGenerator<WorkspaceView> {
      const { services, me, until } = ctx
      const subject = { userId: me.user.id, placeId: input.id, action: 'workspace.view' as const }
      for await (const { role, workspace } of services.access.workspace(subject, until))
        yield { ...workspace, role }
    }),
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
