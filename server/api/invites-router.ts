import { z } from 'zod'
import { Id } from '../../shared/ids.ts'
import { LinkToken, NewInvite } from '../../shared/protocol/links.ts'
import { acceptInvite } from '../workspaces/accept-invite.ts'
import { createInvite } from '../workspaces/create-invite.ts'
import { listInvites } from '../workspaces/list-invites.ts'
import { previewInvite } from '../workspaces/preview-invite.ts'
import { replaceInvite } from '../workspaces/replace-invite.ts'
import { revokeInvite } from '../workspaces/revoke-invite.ts'
import { workspaceProcedure, router, signedInTokenProcedure, tokenProcedure } from './trpc.ts'

const Invite = z.object({ workspaceId: Id, id: Id })
const Token = z.object({ token: LinkToken })

export const invitesRouter = router({
  list: workspaceProcedure('workspace.members')
    .input(z.object({ workspaceId: Id }))
    .query(({ ctx, input }) => listInvites(ctx.services, input.workspaceId)),
  create: workspaceProcedure('workspace.members')
    .input(NewInvite)
    .mutation(async ({ ctx, input }) => {
      await createInvite(ctx.services, { ...input, by: ctx.me.user.id })
      return null
    }),
  replace: workspaceProcedure('workspace.members')
    .input(Invite.extend({ token: LinkToken }))
    .mutation(async ({ ctx, input }) => {
      await replaceInvite(ctx.services, input)
      return null
    }),
  revoke: workspaceProcedure('workspace.members')
    .input(Invite)
    .mutation(async ({ ctx, input }) => {
      await revokeInvite(ctx.services, input)
      return null
    }),
  look: tokenProcedure
    .input(Token)
    .query(({ ctx, input }) =>
      previewInvite(ctx.services, input.token, ctx.signedIn?.user.id ?? null),
    ),
  accept: signedInTokenProcedure
    .input(Token)
    .mutation(({ ctx, input }) =>
      acceptInvite(ctx.services, { token: input.token, userId: ctx.me.user.id }),
    ),
})
