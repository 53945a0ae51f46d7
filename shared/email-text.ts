import { z } from 'zod'
import { limits } from './limits.ts'

// Node and browsers have it, but this folder has the types of neither.
const { URL } = globalThis as unknown as { URL: new (url: string) => { hostname: string } }

/** RFC 5322's atoms, and RFC 6532's letters, digits, marks and symbols of any script. */
const localPart =
  /^(?!.*\p{Default_Ignorable_Code_Point})[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{N}\p{M}\p{S}]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{N}\p{M}\p{S}]+)*$/u
const asciiDomain =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/
const urlSyntax = /[\s/?#\\@:%[\]<>^|]/

/** UTS 46 in the form that `URL` has: `Bücher.example` is `xn--bcher-kva.example`. Null if it can't be one. */
function canonicalDomain(domain: string): string | null {
  if (domain === '' || urlSyntax.test(domain)) return null
  try {
    const { hostname } = new URL(`http://${domain}`)
    return asciiDomain.test(hostname) ? hostname : null
  } catch {
    return null
  }
}

/**
 * The one form in which an address is stored and compared: the local part in lower case and NFC (UsernameCaseMapped of RFC
 * 8265), the domain in ASCII. Null if it is none.
 */
export function canonicalEmail(given: string): string | null {
  const email = given
    .replace(/[\uff01-\uffee]/g, (wide) => wide.normalize('NFKC'))
    .trim()
    .normalize('NFC')
  const at = email.lastIndexOf('@')
  if (at < 0) return null
  const local = email.slice(0, at).toLowerCase().normalize('NFC')
  const domain = canonicalDomain(email.slice(at + 1))
  return domain !== null && localPart.test(local) ? `${local}@${domain}` : null
}

export const emailAddress = z
  .string()
  .overwrite((email) => canonicalEmail(email) ?? email)
  .refine((email) => canonicalEmail(email) === email, 'Enter a valid e-mail address.')
  .max(limits.emailLength, `An e-mail address has at most ${limits.emailLength} characters.`)
  .meta({ format: 'email' })
