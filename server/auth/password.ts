import { hash, verify } from '@node-rs/argon2'

/**
 * Argon2id with 19 MiB, 2 passes, 1 lane (the library's defaults), as OWASP's Password Storage
 * Cheat Sheet recommends.
 */
export function hashPassword(password: string): Promise<string> {
  return hash(password)
}

let decoy: Promise<string> | undefined

/**
 * Without a hash (unknown e-mail, no password) it verifies a decoy, so that the response time
 * reveals nothing.
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
