import { describe, expect, it } from 'vitest'
import { readDatabaseUrl } from './database-url.ts'

const unchecked = { rejectUnauthorized: false }
const local = { host: 'localhost', port: 5432 }

describe('readDatabaseUrl', () => {
  it.each<[string, Array<Record<string, unknown>>]>([
    [
      'postgres://db/app',
      [{ host: 'db', port: 5432, database: 'app', ssl: unchecked }, { ssl: false }],
    ],
    ['postgresql://me:p%40ss%25@db:6543/app', [{ user: 'me', password: 'p@ss%', port: 6543 }, {}]],
    ['postgres://me:a@b:c@db/app', [{ host: 'db', user: 'me', password: 'a@b:c' }, {}]],
    [
      'postgres://me@localhost/app?host=%2Frun%2Fpg',
      [{ host: '/run/pg', database: 'app', ssl: false }],
    ],
    ['postgres://me@%2Frun%2Fpg:5433/app', [{ host: '/run/pg', port: 5433, ssl: false }]],
    ['postgres://me@%2Frun%2Fpg/app?sslmode=require', [{ host: '/run/pg', ssl: false }]],
    ['postgres:///app?host=/run/pg&user=me', [{ host: '/run/pg', user: 'me', ssl: false }]],
    ['postgres:///app?host=db&port=1', [{ host: 'db', port: 1 }, {}]],
    ['postgres://[::1]:5433/app', [{ host: '::1', port: 5433 }, {}]],
    ['postgres://[2001:db8::1]/app?sslmode=disable', [{ host: '2001:db8::1', port: 5432 }]],
    [
      'postgres://a:1,[::1]:2,c/app?sslmode=disable&target_session_attrs=read-write',
      [
        { host: 'a', port: 1 },
        { host: '::1', port: 2 },
        { host: 'c', port: 5432 },
      ],
    ],
    [
      'postgres:///app?host=a,/b&port=1,2&sslmode=disable',
      [
        { host: 'a', port: 1 },
        { host: '/b', port: 2 },
      ],
    ],
    ['postgres:///app?host=a,b&port=7&sslmode=disable', [{ port: 7 }, { port: 7 }]],
    ['postgres://db/app?sslmode=disable', [{ ssl: false }]],
    ['postgres://db/app?sslmode=allow', [{ ssl: false }, { ssl: unchecked }]],
    ['postgres://db/app?sslmode=prefer', [{ ssl: unchecked }, { ssl: false }]],
    ['postgres://db/app?sslmode=require&channel_binding=require', [{ ssl: unchecked }]],
    ['postgres://db/app?sslmode=no-verify', [{ ssl: unchecked }]],
    ['postgres://db/app?sslmode=verify-full', [{ ssl: {} }]],
    ['postgres://db/app?sslrootcert=system', [{ ssl: {} }]],
    ['postgres://db/app?ssl=true', [{ ssl: {} }]],
    ['postgres://db/app?ssl=false', [{ ssl: false }]],
    ['postgres://db/app?schema=public&connection_limit=5&pgbouncer=true', [{ host: 'db' }, {}]],
    [
      'postgres://db/app?options=-c%20x%3D1&connect_timeout=3&sslmode=disable',
      [{ options: '-c x=1', connectionTimeoutMillis: 3000 }],
    ],
    ['postgres://', [local, local]],
    ['postgres:///', [local, local]],
    ['  postgres://db/app\n', [{ host: 'db', database: 'app' }, {}]],
  ])('rule 38.5: reads %j', (url, ways) => {
    expect(readDatabaseUrl(url)).toMatchObject(ways)
    expect(readDatabaseUrl(url)).toHaveLength(ways.length)
  })

  it.each([
    ['', 'malformed'],
    ['localhost:5432', 'malformed'],
    ['mysql://u:secret@h/d', 'malformed'],
    ['postgres://u:secret@:x/d', "its host or port can't be read"],
    ['postgres://u:secret@h:99999/d', 'a port is a number'],
    ['postgres://u:secret@h:0/d', 'a port is a number'],
    ['postgres://u:sec#secret@h/d', 'write @ as %40'],
    ['postgres://u:a/secret@h/d', "its host or port can't be read"],
    ['postgres://u:secret%@h/d', 'the password has a %'],
    ['postgres://u:secret@h/d%zz', 'the name has a %'],
    ['postgres://u:secret@[::1/d', "its host or port can't be read"],
    ['postgres://u:secret@::1/d', "its host or port can't be read"],
    ['postgres://u:secret@h/d?sslmod=require', 'unknown parameter, sslmod'],
    ['postgres://u:secret@h/d?sslmode=on', 'unknown sslmode'],
    ['postgres://u:secret@h/d?sslmode=verify-ca', 'needs sslrootcert'],
    ['postgres://u:secret@h/d?sslrootcert=/nowhere', 'sslrootcert that can'],
    ['postgres://u:secret@h/d?schema=app', 'leave ?schema= out'],
    ['postgres://u:secret@h/d?connect_timeout=soon', 'connect_timeout must be'],
  ])('rule 38.5: refuses %j: %s, without its password', (url, why) => {
    const read = () => readDatabaseUrl(url)
    expect(read).toThrow(/^DATABASE_URL /)
    expect(read).toThrow(why)
    expect(read).not.toThrow(/secret/)
  })
})
