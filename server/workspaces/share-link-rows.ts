import { and, eq, isNull } from 'drizzle-orm'
import { sessions, shareLinks } from '../../drizzle/schema.ts'
import type { Id } from '../../shared/ids.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { hashToken } from './tokens.ts'

export function openLinks(sessionId: Id) {
  return and(eq(shareLinks.sessionId, sessionId), isNull(shareLinks.revokedAt))
}

export function unknownLink() {
  return new AppError(
    'not_found',
    'This link isn’t valid. It may be incomplete or revoked; ask for a new one.',
  )
}

export function byToken(token: string) {
  return and(
    eq(shareLinks.tokenHash, hashToken(token)),
    isNull(shareLinks.revokedAt),
    isNull(sessions.deletedAt),
  )
}
