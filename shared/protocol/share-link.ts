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
  /** How many people have used it. */
  visitors: z.int(),
})
export type ShareLinkView = z.infer<typeof ShareLinkView>

/** A person who has access to a session. */
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

/** What the holder of a share link's token sees of it. `mine`: the session, where they have access already. */
export const ShareLook = z.object({
  offer: z.object({ session: z.string(), role: LinkRole, by: z.string() }).nullable(),
  mine: Id.nullable(),
})
export type ShareLook = z.infer<typeof ShareLook>
