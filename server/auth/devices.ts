import { AppError } from '../../shared/protocol/errors.ts'
import type { Db } from '../../drizzle/types.ts'
import type { DeviceView } from '../../shared/protocol/account.ts'
import { hashToken } from '../workspaces/tokens.ts'
import { authSessionsOf, type SignedIn } from './auth-sessions.ts'

/** This one first, then by last use. */
export async function listDevices(db: Db, current: SignedIn): Promise<DeviceView[]> {
  const rows = await authSessionsOf(db, current.user.id)
  return rows
    .map(({ id, browser, createdAt, usedAt }) => ({
      id: hashToken(id),
      browser,
      current: id === current.authSessionId,
      signedInAt: createdAt.toISOString(),
      usedAt: usedAt.toISOString(),
    }))
    .sort((a, b) => Number(b.current) - Number(a.current))
}

/** The auth session's id. Throws not_found. */
export async function findDevice(db: Db, userId: string, deviceId: string): Promise<string> {
  const rows = await authSessionsOf(db, userId)
  const found = rows.find(({ id }) => hashToken(id) === deviceId)
  if (!found) throw new AppError('not_found', 'That device is signed out already.')
  return found.id
}
