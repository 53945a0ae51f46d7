import { z } from 'zod'
import { limits } from './limits.ts'

export const PersonName = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(limits.nameLength, `A name has at most ${limits.nameLength} characters.`)

export const Email = z
  .email('That is not an e-mail address.')
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

/** Told apart at a glance, also side by side. */
const palette = [
  '#7c5cff',
  '#0ea5a4',
  '#e2558f',
  '#3b6fe0',
  '#c2620c',
  '#2f8f4e',
  '#a445c9',
  '#64748b',
  '#c0392b',
  '#6b7a1e',
  '#8a5a44',
  '#0e7490',
]

/** The colour of a person, the same on every screen. */
export const colorOf = (id: string): string => {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0
  return palette[sum % palette.length] ?? '#7c5cff'
}
