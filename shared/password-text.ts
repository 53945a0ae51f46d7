import { z } from 'zod'
import { limits } from './limits.ts'

/** The profile OpaqueString of PRECIS (RFC 8265, 4.2): one form of what keyboards make differently. */
export function preparedPassword(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC')
}

/** Joiners, variants and tags stay: emoji have them. */
const untypable =
  /\p{Cc}|\p{Cs}|(?!\u200c|\u200d|[\ufe00-\ufe0f]|[\u{e0020}-\u{e007f}])\p{Default_Ignorable_Code_Point}/u

const tooLong = `A password has at most ${limits.passwordMax} characters.`

export const newPassword = z
  .string()
  .overwrite(preparedPassword)
  .min(limits.passwordMin, `A password has at least ${limits.passwordMin} characters.`)
  .max(limits.passwordMax, tooLong)
  .refine(
    (password) => !untypable.test(password),
    'This password has a hidden character that nobody could type again. Type it instead of pasting it.',
  )

/** As typed, for the comparison: an old one may be stored in another form, and decomposed forms are longer. */
export const typedPassword = z
  .string()
  .min(1, 'Enter your password.')
  .max(limits.passwordMax * 4, tooLong)
