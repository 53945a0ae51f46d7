import { createHash } from 'node:crypto'
import { isSameSecret } from '../lib/secrets.ts'

export type Signature = 'valid' | 'expired' | 'wrong' | 'missing'

/**
 * Checks a signed /files URL from E2B's SDK: "v1_" and the unpadded base64 of
 * sha256("path:operation:user:token[:expiry in seconds]").
 */
export function signatureOf(url: URL, method: string, token: string, nowMs: number): Signature {
  const query = url.searchParams
  const given = query.get('signature')
  if (url.pathname !== '/files' || given === null) return 'missing'
  const expiry = query.get('signature_expiration')
  const operation = method === 'GET' ? 'read' : 'write'
  const parts = [query.get('path') ?? '', operation, query.get('username') ?? '', token]
  const text = [...parts, ...(expiry === null ? [] : [expiry])].join(':')
  const digest = createHash('sha256').update(text).digest('base64').replace(/=+$/, '')
  if (!isSameSecret(given, `v1_${digest}`)) return 'wrong'
  return expiry === null || Number(expiry) * 1000 > nowMs ? 'valid' : 'expired'
}
