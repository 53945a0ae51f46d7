import { hash, verify } from '@node-rs/argon2'

/** The library's defaults: Argon2id with 19 MiB, 2 passes, 1 lane, as OWASP's password storage sheet recommends. */
export function hashPassword(password: string): Promise<string> {
  return hash(password)
}

let decoy: Promise<string> | undefined

/**
 * Whether the password is the one that was hashed. Where there is no hash (unknown e-mail, an account without a password) it does
 * the same work against a decoy, so that the time of the answer tells nothing.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  if (passwordHash !== null) return verify(passwordHash, password)
  decoy ??= hashPassword('nobody has this password')
  await verify(await decoy, password)
  return false
}
