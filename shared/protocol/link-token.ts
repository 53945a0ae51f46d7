import { z } from 'zod'

/**
 * The secret in a link: 32 random bytes in base64url. The browser makes it, so that a repeated call is the same; the server
 * stores only its hash.
 */
export const LinkToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'This link is incomplete. Copy the whole of it.')
