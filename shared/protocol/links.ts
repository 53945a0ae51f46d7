import { z } from 'zod'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { GivenRole, LinkRole, Role } from '../roles.ts'

/**
 * The secret at the end of an invite's or a share link's address: 32 random bytes in base64url. The browser that makes the
 * link makes it, so that a repeated call is the same call; the server keeps its hash alone.
 */
export const LinkToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'This link is incomplete. Copy the whole of it.')

/** For how many days an invite can be made to hold; null: until it is revoked. */
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

/** An invite that is open, as those see it who may invite. Its token is known to nobody but who made it. */
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

/** What an invite says to whoever holds its token. `member`: the workspace's address, for who is in it already. */
export const InviteLook = z.object({
  state: z.enum(['open', 'expired', 'used_up', 'revoked']),
  /** Only while it is open. */
  offer: z.object({ workspace: z.string(), role: GivenRole, by: z.string() }).nullable(),
  member: z.string().nullable(),
})
export type InviteLook = z.infer<typeof InviteLook>

export const NewShareLink = z.object({ id: Id, sessionId: Id, token: LinkToken, role: LinkRole })
export type NewShareLink = z.infer<typeof NewShareLink>

export const ShareLinkView = z.object({
  id: Id,
  role: LinkRole,
  createdBy: z.string(),
  createdAt: z.string(),
  /** How many people came by it. */
  visitors: z.int(),
})
export type ShareLinkView = z.infer<typeof ShareLinkView>

/** Somebody who has access to a session. */
export const PersonWithAccess = z.object({
  id: Id,
  name: z.string(),
  color: z.string(),
  guest: z.boolean(),
  role: Role,
  by: z.enum(['membership', 'link']),
})
export type PersonWithAccess = z.infer<typeof PersonWithAccess>

export const Sharing = z.object({ people: PersonWithAccess.array(), links: ShareLinkView.array() })
export type Sharing = z.infer<typeof Sharing>

/** What a share link says to whoever holds its token. `mine`: the session, for who can open it already. */
export const ShareLook = z.object({
  offer: z.object({ session: z.string(), role: LinkRole, by: z.string() }).nullable(),
  mine: Id.nullable(),
})
export type ShareLook = z.infer<typeof ShareLook>
