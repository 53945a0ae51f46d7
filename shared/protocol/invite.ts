import { z } from 'zod'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { GivenRole } from '../roles.ts'
import { LinkToken } from './link-token.ts'

/** Null: until revoked. */
export const inviteDays = [1, 7, 30] as const

export const NewInvite = z.object({
  id: Id,
  workspaceId: Id,
  token: LinkToken,
  role: GivenRole,
  days: z.literal(inviteDays).nullable(),
  maxUses: z
    .int()
    .min(1, 'An invite is for at least one person.')
    .max(limits.inviteUses, `An invite is for at most ${limits.inviteUses} people.`)
    .nullable(),
})
export type NewInvite = z.infer<typeof NewInvite>

/** Only its creator ever saw the token. */
export const InviteView = z.object({
  id: Id,
  role: GivenRole,
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  uses: z.int(),
  maxUses: z.int().nullable(),
})
export type InviteView = z.infer<typeof InviteView>

/** What a token's holder sees. `member`: the workspace's slug, for members. */
export const InviteLook = z.object({
  state: z.enum(['open', 'expired', 'used_up', 'revoked']),
  /** Null unless open. */
  offer: z.object({ workspace: z.string(), role: GivenRole, by: z.string() }).nullable(),
  member: z.string().nullable(),
})
export type InviteLook = z.infer<typeof InviteLook>
