import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A token or key that can't be guessed. */
export function newSecret(): string {
  return randomBytes(32).toString('hex')
}

/** Compares two secrets in a time that tells nothing about them. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
