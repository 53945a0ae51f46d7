import { z } from 'zod'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { GivenRole } from '../roles.ts'
import { LinkToken } from './link-token.ts'

/** The choices of how many days an invite is valid; null: until it is revoked. */
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

/** An open invite, as people who may invite see it. Only its creator ever saw its token. */
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

/** What the holder of an invite's token sees of it. `member`: the workspace's address, where they are a member already. */
export const InviteLook = z.object({
  state: z.enum(['open', 'expired', 'used_up', 'revoked']),
  /** Null unless it is open. */
  offer: z.object({ workspace: z.string(), role: GivenRole, by: z.string() }).nullable(),
  member: z.string().nullable(),
})
export type InviteLook = z.infer<typeof InviteLook>
