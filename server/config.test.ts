import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

test('an empty environment is enough', () => {
  expect(readConfig({})).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    publicUrl: null,
    databaseUrl: undefined,
    runTimeoutMs: 300_000,
    github: null,
  })
})

test.each([
  [{ PORT: 'http' }, /^PORT must be a number/],
  [{ PORT: '70000' }, /^PORT /],
  [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must begin with postgres/],
  [{ PUBLIC_URL: 'fegg.example' }, /^PUBLIC_URL must be an http/],
  [{ SANDBOX_UNSAFE: 'yes' }, /^SANDBOX_UNSAFE must be 0 or 1/],
  [{ RUN_TIMEOUT_S: '0' }, /^RUN_TIMEOUT_S /],
  [{ TRUST_PROXY: 'yes' }, /^TRUST_PROXY must be a number of proxies/],
  [{ TRUST_PROXY: '10.0.0.1,' }, /^TRUST_PROXY /],
  [{ MAX_SESSIONS_PER_WORKSPACE: '0' }, /^MAX_SESSIONS_PER_WORKSPACE must be at least 1/],
  [{ MAX_SANDBOXES: '1.5' }, /^MAX_SANDBOXES must be a whole number/],
  [{ GITHUB_CLIENT_ID: 'x' }, /belong together/],
])('%j is refused in one line that names it', (env, message) => {
  expect(() => readConfig(env)).toThrow(ConfigError)
  expect(() => readConfig(env)).toThrow(message)
})

test.each([
  ['', false],
  ['1', 1],
  ['loopback, 10.0.0.0/8, fd00::1', 'loopback, 10.0.0.0/8, fd00::1'],
])('TRUST_PROXY %j', (value, trustProxy) => {
  expect(readConfig({ TRUST_PROXY: value })).toMatchObject({ trustProxy })
})

test('an empty variable is none', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 4000 })
})
