import { z } from 'zod'
import { limits } from '../limits.ts'

export const PersonName = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(limits.nameLength, `A name has at most ${limits.nameLength} characters.`)

export const Email = z
  .email('Enter a valid e-mail address.')
  .max(limits.emailLength)
  .transform((email) => email.toLowerCase())

export const Password = z
  .string()
  .min(limits.passwordMin, `A password has at least ${limits.passwordMin} characters.`)
  .max(limits.passwordMax, `A password has at most ${limits.passwordMax} characters.`)

export const SignUp = z.object({ name: PersonName, email: Email, password: Password })
export const SignIn = z.object({
  email: Email,
  password: z.string().min(1).max(limits.passwordMax),
})

/** What GitHub sends back with the browser. */
export const GithubReturn = z.object({
  code: z.string().max(limits.oauthParameter),
  state: z.string().max(limits.oauthParameter),
})

export const RenameInput = z.object({ name: PersonName })
