import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const oidc = {
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_CLIENT_ID: 'x',
  OIDC_CLIENT_SECRET: 'canary',
}

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
  [{ OIDC_ISSUER: 'login.example.com' }, /^OIDC_ISSUER must be an http/],
  [{ OIDC_ISSUER: 'https://login.example.com' }, /belong together/],
  [{ OIDC_CLIENT_SECRET: 'canary' }, /belong together/],
  [{ ...oidc, OIDC_ISSUER: 'http://login.example.com', PUBLIC_URL: 'https://x.example' }, /https/],
  [oidc, /^OIDC_ISSUER needs PUBLIC_URL/],
  [{ SMTP_URL: 'smtp.example.com' }, /^SMTP_URL must be an smtp/],
  [{ SMTP_URL: 'smtp://me:canary@' }, /^SMTP_URL must be an smtp/],
  [{ SMTP_URL: 'smtp://me:canary@smtp.example.com' }, /^SMTP_URL needs PUBLIC_URL/],
  [{ MAIL_FROM: 'nobody' }, /^MAIL_FROM must be an address/],
])('%j is refused in one line that names it', (env, message) => {
  expect(() => readConfig(env)).toThrow(ConfigError)
  expect(() => readConfig(env)).toThrow(message)
  expect(() => readConfig(env)).not.toThrow(/canary/)
})

test('sign-in by OpenID Connect and e-mail are off without their variables', () => {
  expect(readConfig({ PUBLIC_URL: 'https://x.example' })).toMatchObject({ oidc: null, mail: null })
  const on = readConfig({
    ...oidc,
    PUBLIC_URL: 'https://x.example',
    SMTP_URL: 'smtp://smtp.example.com',
  })
  expect(on.oidc?.name).toBe('login.example.com')
  expect(on.mail?.from).toBe('FeGG <no-reply@x.example>')
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
