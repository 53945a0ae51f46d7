import { asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { members, workspaces } from '../../drizzle/schema.ts'
import { SessionName, type WorkspaceView } from '../../shared/views.ts'
import { accessToWorkspace } from './access.ts'
import { inWorkspace, router, signedIn } from './trpc.ts'
import { Id } from '../../shared/ids.ts'

export const workspacesRouter = router({
  list: signedIn.query(
    ({ ctx }): Promise<WorkspaceView[]> =>
      ctx.services.db
        .select({
          id: workspaces.id,
          slug: workspaces.slug,
          name: workspaces.name,
          role: members.role,
        })
        .from(members)
        .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
        .where(eq(members.userId, ctx.me.user.id))
        .orderBy(asc(members.createdAt)),
  ),
  get: signedIn
    .input(z.object({ slug: z.string().max(200) }))
    .query(async ({ ctx, input }): Promise<WorkspaceView> => {
      const { role, workspace } = await accessToWorkspace(
        ctx.services.db,
        ctx.me.user.id,
        { slug: input.slug },
        'workspace.view',
      )
      return { ...workspace, role }
    }),
  rename: inWorkspace('workspace.rename', 'id')
    .input(z.object({ id: Id, name: SessionName }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.db
        .update(workspaces)
        .set({ name: input.name })
        .where(eq(workspaces.id, input.id))
      return null
    }),
})
