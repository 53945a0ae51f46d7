import { z } from 'zod'
import { emailAddress } from '../email-text.ts'
import { limits } from '../limits.ts'
import { newPassword, typedPassword } from '../password-text.ts'
import { personName } from '../text.ts'

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

export const RenameInput = z.object({ name: PersonName })
