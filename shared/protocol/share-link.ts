import { z } from 'zod'
import { Id } from '../ids.ts'
import { LinkRole, Role } from '../roles.ts'
import { LinkToken } from './link-token.ts'

export const NewShareLink = z.object({ id: Id, sessionId: Id, token: LinkToken, role: LinkRole })
export type NewShareLink = z.infer<typeof NewShareLink>

export const ShareLinkView = z.object({
  id: Id,
  role: LinkRole,
  createdBy: z.string(),
  createdAt: z.string(),
  /** People who have used it. */
  visitors: z.int(),
})
export type ShareLinkView = z.infer<typeof ShareLinkView>

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

/** What a token's holder sees. `mine`: the session, if they have access. */
export const ShareLook = z.object({
  offer: z.object({ session: z.string(), role: LinkRole, by: z.string() }).nullable(),
  mine: Id.nullable(),
})
export type ShareLook = z.infer<typeof ShareLook>
