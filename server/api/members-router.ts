import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { GivenRole } from '../../shared/roles.ts'
import { listMembers } from '../workspaces/list-members.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { setRole } from '../workspaces/set-role.ts'
import { workspaceProcedure, router } from './trpc.ts'

const Member = z.object({ workspaceId: Id, userId: Id })

export const membersRouter = router({
  list: workspaceProcedure('workspace.view')
    .input(z.object({ workspaceId: Id }))
    .query(({ ctx, input }) => listMembers(ctx.services.db, input.workspaceId)),
  setRole: workspaceProcedure('workspace.members')
    .input(Member.extend({ role: GivenRole }))
    .mutation(async ({ ctx, input }) => {
      await setRole(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
  remove: workspaceProcedure('workspace.members')
    .input(Member)
    .mutation(async ({ ctx, input }) => {
      await removeMember(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
})
