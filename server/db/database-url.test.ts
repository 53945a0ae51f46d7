import { describe, expect, it } from 'vitest'
import { readDatabaseUrl } from './database-url.ts'

describe('readDatabaseUrl', () => {
  it('takes the folder of a Unix socket out of the URL for postgres.js and leaves it in for pg', () => {
    const address = readDatabaseUrl('postgres://me@localhost/app?host=%2Frun%2Fpg')
    expect(address.options).toEqual({ host: '/run/pg' })
    expect(address.url).toBe('postgres://me@localhost/app')
    expect(address.pool.connectionString).toContain('host=%2Frun%2Fpg')
  })

  it('has both drivers read sslmode as libpq does', () => {
    const address = readDatabaseUrl(
      'postgresql://me:secret@db.example/app?sslmode=require&channel_binding=require',
    )
    expect(address.url).toBe('postgresql://me:secret@db.example/app?sslmode=require')
    expect(address.pool.connectionString).toContain('uselibpqcompat=true')
  })

  it.each(['', 'localhost:5432', 'mysql://u:secret@h/d', 'postgres://u:secret@:x/d'])(
    'refuses %j without repeating its password',
    (url) => {
      expect(() => readDatabaseUrl(url)).toThrow(/^DATABASE_URL is malformed/)
      expect(() => readDatabaseUrl(url)).not.toThrow(/secret/)
    },
  )
})
