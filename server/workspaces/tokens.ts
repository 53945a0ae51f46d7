import { createHash } from 'node:crypto'

/** What is kept of a link's token: it has 256 random bits, so a plain hash can't be guessed back. Hex. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
