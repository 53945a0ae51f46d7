import {
  InviteInput,
  ReplaceInviteInput,
  TokenInput,
} from '../../shared/protocol/inputs/link-inputs.ts'
import { InWorkspace } from '../../shared/protocol/inputs/workspace-inputs.ts'
import { NewInvite } from '../../shared/protocol/invite.ts'
import { acceptInvite } from '../workspaces/accept-invite.ts'
import { createInvite } from '../workspaces/create-invite.ts'
import { listInvites } from '../workspaces/list-invites.ts'
import { previewInvite } from '../workspaces/preview-invite.ts'
import { replaceInvite } from '../workspaces/replace-invite.ts'
import { revokeInvite } from '../workspaces/revoke-invite.ts'
import { workspaceProcedure, router, signedInTokenProcedure, tokenProcedure } from './trpc.ts'

export const invitesRouter = router({
  list: workspaceProcedure('workspace.members')
    .input(InWorkspace)
    .query(({ ctx, input }) => listInvites(ctx.services, input.workspaceId)),
  create: workspaceProcedure('workspace.members')
    .input(NewInvite)
    .mutation(async ({ ctx, input }) => {
      await createInvite(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
  replace: workspaceProcedure('workspace.members')
    .input(ReplaceInviteInput)
    .mutation(async ({ ctx, input }) => {
      await replaceInvite(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
  revoke: workspaceProcedure('workspace.members')
    .input(InviteInput)
    .mutation(async ({ ctx, input }) => {
      await revokeInvite(ctx.services, input)
      return null
    }),
  look: tokenProcedure
    .input(TokenInput)
    .query(({ ctx, input }) =>
      previewInvite(ctx.services, input.token, ctx.signedIn?.user.id ?? null),
    ),
  accept: signedInTokenProcedure
    .input(TokenInput)
    .mutation(({ ctx, input }) =>
      acceptInvite(ctx.services, { token: input.token, userId: ctx.me.user.id }),
    ),
})
