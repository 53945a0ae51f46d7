import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { WorkspaceName, type WorkspaceView } from '../../shared/protocol/views.ts'
import { leaveWorkspace } from '../workspaces/leave-workspace.ts'
import { transferWorkspace } from '../workspaces/transfer-workspace.ts'
import { createWorkspace } from '../workspaces/create-workspace.ts'
import { listWorkspaces } from '../workspaces/list-workspaces.ts'
import { renameWorkspace } from '../workspaces/rename-workspace.ts'
import { workspaceProcedure, router, signedInProcedure } from './trpc.ts'

export const workspacesRouter = router({
  list: signedInProcedure.query(({ ctx }) => listWorkspaces(ctx.services.db, ctx.me.user.id)),
  get: workspaceProcedure('workspace.view', 'slug')
    .input(z.object({ slug: z.string().max(200) }))
    .query(({ ctx }): WorkspaceView => ({ ...ctx.access.workspace, role: ctx.access.role })),
  /** The workspace with one's role in it: now, and whenever its name or anybody's membership has changed. */
  follow: workspaceProcedure('workspace.view', 'id')
    .input(z.object({ id: Id }))
    .subscription(async function* ({ ctx, input }): AsyncGenerator<WorkspaceView> {
      const { services, me, until } = ctx
      const subject = { userId: me.user.id, placeId: input.id, action: 'workspace.view' as const }
      for await (const { role, workspace } of services.access.workspace(subject, until))
        yield { ...workspace, role }
    }),
  create: signedInProcedure
    .input(z.object({ id: Id, name: WorkspaceName }))
    .mutation(({ ctx, input }) => createWorkspace(ctx.services, { ...input, by: ctx.me.user.id })),
  rename: workspaceProcedure('workspace.rename', 'id')
    .input(z.object({ id: Id, name: WorkspaceName }))
    .mutation(async ({ ctx, input }) => {
      await renameWorkspace(ctx.services, input)
      return null
    }),
  leave: workspaceProcedure('workspace.view', 'id')
    .input(z.object({ id: Id }))
    .mutation(async ({ ctx, input }) => {
      await leaveWorkspace(ctx.services, { workspaceId: input.id, by: ctx.me.user.id })
      return null
    }),
  transfer: workspaceProcedure('workspace.transfer', 'id')
    .input(z.object({ id: Id, to: Id }))
    .mutation(async ({ ctx, input }) => {
      await transferWorkspace(ctx.services, {
        workspaceId: input.id,
        by: ctx.me.user.id,
        to: input.to,
      })
      return null
    }),
})
