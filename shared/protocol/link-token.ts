import { z } from 'zod'

/**
 * The secret at the end of an invite's or a share link's address: 32 random bytes in base64url. The browser makes it, so that
 * a repeated call is the same call; the server keeps only its hash.
 */
export const LinkToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'This link is incomplete. Copy the whole of it.')
