import type { PoolConfig } from 'pg'
import { DatabaseUnreachableError } from './errors.ts'

export type ServerAddress = {
  /** For postgres.js. */
  url: string
  options: { host?: string }
  /** For pg. */
  pool: PoolConfig
}

// postgres.js sends unknown parameters to the server, which refuses them.
const libpqOnly = ['host', 'channel_binding', 'uselibpqcompat', 'gssencmode']

/**
 * Reads DATABASE_URL like libpq: `?host=/folder` is a Unix socket, `sslmode=require` doesn't check
 * the certificate. The two drivers differ on both.
 * @throws DatabaseUnreachableError without the URL, which holds a password
 */
export function readDatabaseUrl(databaseUrl: string): ServerAddress {
  const url = URL.parse(databaseUrl)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new DatabaseUnreachableError(
      'DATABASE_URL is malformed; it has the form postgres://user:password@host:5432/name',
    )
  }
  const forPool = new URL(url)
  if (forPool.searchParams.has('sslmode')) forPool.searchParams.set('uselibpqcompat', 'true')
  const host = url.searchParams.get('host')
  for (const name of libpqOnly) url.searchParams.delete(name)
  return {
    url: url.href,
    options: host === null ? {} : { host },
    pool: { connectionString: forPool.href },
  }
}
