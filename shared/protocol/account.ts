import { z } from 'zod'
import { emailAddress } from '../email-text.ts'
import { Id } from '../ids.ts'
import { limits } from '../limits.ts'
import { newPassword, typedPassword } from '../password-text.ts'
import { personName } from '../text.ts'
import { LinkToken } from './link-token.ts'

export const PersonName = personName({
  what: 'A name',
  max: limits.nameLength,
  empty: 'Enter a name.',
})

export const Email = emailAddress

export const Password = newPassword

export const SignUp = z.object({ name: PersonName, email: Email, password: Password })
export const SignIn = z.object({
  email: Email,
  password: typedPassword,
})

/** What GitHub sends back with the browser. */
export const GithubReturn = z.object({
  code: z.string().max(limits.oauthParameter),
  state: z.string().max(limits.oauthParameter),
})

/** The query that the OpenID Connect provider sends back with the browser, with its question mark. */
export const OidcReturn = z.object({ query: z.string().max(limits.oauthQuery) })

export const RenameInput = z.object({ name: PersonName })

export const NamedGuestInput = z.object({ name: PersonName })

/** The current password. Null for accounts without one, which need a sign-in that is minutes old. */
const Proof = typedPassword.nullable()

export const ChangePasswordInput = z.object({ password: Proof, next: Password })

export const ChangeEmailInput = z.object({ password: Proof, email: Email })

export const DeleteAccountInput = z.object({ password: Proof })

/** How the signed-in user signs in, as only they see it. */
export const AccountView = z.object({
  hasPassword: z.boolean(),
  github: z.boolean(),
  oidc: z.boolean(),
})
export type AccountView = z.infer<typeof AccountView>

/** An auth session. Its id is a hash: the auth session's own id is the cookie. */
export const DeviceView = z.object({
  id: z.string(),
  /** Such as "Firefox on Windows". */
  browser: z.string().nullable(),
  current: z.boolean(),
  signedInAt: z.string(),
  usedAt: z.string(),
})
export type DeviceView = z.infer<typeof DeviceView>

export const DeviceInput = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) })

export const SignOutEverywhereInput = z.object({ keepThis: z.boolean() })

/** What becomes of workspaces when the account is deleted. */
export const DeletionView = z.object({
  /** Owned, with other members: they must be transferred first. */
  blocking: z.object({ slug: z.string(), name: z.string() }).array(),
  /** The user is the only member: deleted with their sessions. */
  deleted: z.object({ name: z.string(), sessions: z.int() }).array(),
  /** Others' workspaces: the work stays. */
  left: z.object({ name: z.string() }).array(),
})
export type DeletionView = z.infer<typeof DeletionView>

export const RequestResetInput = z.object({ email: Email })

export const ResetPasswordInput = z.object({ token: LinkToken, password: Password })

/** What a reset link's holder sees. */
export const ResetLook = z.object({ email: z.string().nullable() })
export type ResetLook = z.infer<typeof ResetLook>

export const MemberResetLinkInput = z.object({ workspaceId: Id, userId: Id, token: LinkToken })
