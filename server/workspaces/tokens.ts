import { createHash } from 'node:crypto'

/** Hex SHA-256. Tokens have 256 random bits, so an unsalted hash is safe. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
