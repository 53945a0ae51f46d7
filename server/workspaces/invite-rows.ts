import type { InviteLook } from '../../shared/protocol/invite.ts'
import { and, gt, isNull, lt, or } from 'drizzle-orm'
import { invites } from '../../drizzle/schema.ts'
import { AppError } from '../../shared/protocol/errors.ts'

type InviteRow = typeof invites.$inferSelect

export function stateOf(invite: InviteRow, at: Date): InviteLook['state'] {
  if (invite.revokedAt) return 'revoked'
  if (invite.maxUses !== null && invite.uses >= invite.maxUses) return 'used_up'
  if (invite.expiresAt && invite.expiresAt <= at) return 'expired'
  return 'open'
}

export function stillOpen(at: Date) {
  return and(
    isNull(invites.revokedAt),
    or(isNull(invites.expiresAt), gt(invites.expiresAt, at)),
    or(isNull(invites.maxUses), lt(invites.uses, invites.maxUses)),
  )
}

export function unknownInvite() {
  return new AppError(
    'not_found',
    'This invite isn’t valid. Check that the link is complete, or ask for a new one.',
  )
}
