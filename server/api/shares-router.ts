import { AppError } from '../../shared/protocol/errors.ts'
import type { Id } from '../../shared/ids.ts'
import {
  ReplaceShareLinkInput,
  ShareLinkInput,
  TokenInput,
} from '../../shared/protocol/inputs/link-inputs.ts'
import { InSession } from '../../shared/protocol/inputs/session-inputs.ts'
import { NewShareLink } from '../../shared/protocol/share-link.ts'
import { createShareLink } from '../workspaces/create-share-link.ts'
import { listSharing } from '../workspaces/list-sharing.ts'
import { openShareLink } from '../workspaces/open-share-link.ts'
import { previewShareLink } from '../workspaces/preview-share-link.ts'
import { replaceShareLink } from '../workspaces/replace-share-link.ts'
import { revokeShareLink } from '../workspaces/revoke-share-link.ts'
import type { SessionAccess } from '../access/access.ts'
import { sessionProcedure, router, signedInTokenProcedure, tokenProcedure } from './trpc.ts'

function workspaceOf({ workspace }: SessionAccess): Id {
  if (!workspace) throw new AppError('forbidden', 'Only members of the workspace can share it.')
  return workspace.id
}

export const sharesRouter = router({
  list: sessionProcedure('session.share')
    .input(InSession)
    .query(({ ctx, input }) =>
      listSharing(ctx.services.db, {
        sessionId: input.sessionId,
        workspaceId: workspaceOf(ctx.access),
      }),
    ),
  create: sessionProcedure('session.share')
    .input(NewShareLink)
    .mutation(async ({ ctx, input }) => {
      const workspaceId = workspaceOf(ctx.access)
      await createShareLink(ctx.services, { ...input, workspaceId, by: ctx.me.user.id })
      return null
    }),
  replace: sessionProcedure('session.share')
    .input(ReplaceShareLinkInput)
    .mutation(async ({ ctx, input }) => {
      const workspaceId = workspaceOf(ctx.access)
      await replaceShareLink(ctx.services, { ...input, workspaceId, by: ctx.me.user.id })
      return null
    }),
  revoke: sessionProcedure('session.share')
    .input(ShareLinkInput)
    .mutation(async ({ ctx, input }) => {
      const workspaceId = workspaceOf(ctx.access)
      await revokeShareLink(ctx.services, { ...input, workspaceId, by: ctx.me.user.id })
      return null
    }),
  look: tokenProcedure
    .input(TokenInput)
    .query(({ ctx, input }) =>
      previewShareLink(ctx.services.db, input.token, ctx.signedIn?.user.id ?? null),
    ),
  open: signedInTokenProcedure
    .input(TokenInput)
    .mutation(({ ctx, input }) =>
      openShareLink(ctx.services, { token: input.token, userId: ctx.me.user.id }),
    ),
})
