import { MemberResetLinkInput } from '../../shared/protocol/account.ts'
import {
  InWorkspace,
  MemberInput,
  SetRoleInput,
} from '../../shared/protocol/inputs/workspace-inputs.ts'
import { listMembers } from '../workspaces/list-members.ts'
import { removeMember } from '../workspaces/remove-member.ts'
import { setRole } from '../workspaces/set-role.ts'
import { workspaceProcedure, router } from './trpc.ts'

export const membersRouter = router({
  list: workspaceProcedure('workspace.view')
    .input(InWorkspace)
    .query(({ ctx, input }) => listMembers(ctx.services.db, input.workspaceId)),
  setRole: workspaceProcedure('workspace.members')
    .input(SetRoleInput)
    .mutation(async ({ ctx, input }) => {
      await setRole(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
  resetLink: workspaceProcedure('workspace.members')
    .input(MemberResetLinkInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.auth.memberResetLink({ ...input, by: ctx.me.user.id })
      return null
    }),
  remove: workspaceProcedure('workspace.members')
    .input(MemberInput)
    .mutation(async ({ ctx, input }) => {
      await removeMember(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
})
