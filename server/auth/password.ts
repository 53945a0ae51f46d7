import { hash, verify } from '@node-rs/argon2'
import { preparedPassword } from '../../shared/password-text.ts'

/**
 * Argon2id with 19 MiB, 2 passes, 1 lane (the library's defaults), as OWASP's Password Storage
 * Cheat Sheet recommends.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(preparedPassword(password))
}

let decoy: Promise<string> | undefined

/** The prepared form, and those that were hashed as they were typed, before there was one. */
function formsOf(password: string): string[] {
  const prepared = preparedPassword(password)
  return [...new Set([prepared, password, prepared.normalize('NFD')])]
}

/**
 * Without a hash (unknown e-mail, no password) it verifies a decoy, so that the response time
 * reveals nothing.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password')
  const compared = passwordHash ?? (await decoy)
  for (const form of formsOf(password))
    if (await verify(compared, form)) return passwordHash !== null
  return false
}

/** A hash in place of one that was made of another form of the right password; null if it stays. */
export async function renewedHash(passwordHash: string, password: string): Promise<string | null> {
  const [prepared = password, ...older] = formsOf(password)
  if (older.length === 0 || (await verify(passwordHash, prepared))) return null
  return hashPassword(password)
}
