import { expect, test } from 'vitest'
import { ConfigError, configVariables, readConfig } from './config.ts'

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
    runBudget: { steps: 40, tokens: null, cost: null },
    modelPrices: {},
    github: null,
  })
})

const refused: Array<[Record<string, string>, RegExp]> = [
  [{ PORT: 'http' }, /^PORT must be a whole number from 0 to 65535$/],
  [{ PORT: '70000' }, /^PORT must be a whole number/],
  [{ PORT: '4000.5' }, /^PORT must be a whole number/],
  [{ HOST: 'localhost:4000' }, /^HOST must be an IP address or a host name, without a port/],
  [{ HOST: 'http://localhost' }, /^HOST must be/],
  [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must begin with postgres/],
  [{ PUBLIC_URL: 'fegg.example' }, /^PUBLIC_URL must be an http/],
  [{ PUBLIC_URL: 'https://fegg.example/team' }, /^PUBLIC_URL must be an address without a path/],
  [{ PUBLIC_URL: 'https://fegg.example/?x=1' }, /^PUBLIC_URL must be an address without a path/],
  [{ PUBLIC_URL: 'https://me@fegg.example' }, /^PUBLIC_URL must be an address without a path/],
  [{ PREVIEW_DOMAIN: '*.preview.example' }, /^PREVIEW_DOMAIN must be a domain/],
  [{ PREVIEW_DOMAIN: 'https://preview.example' }, /^PREVIEW_DOMAIN must be a domain/],
  [{ SANDBOX_UNSAFE: 'yes' }, /^SANDBOX_UNSAFE must be 0 or 1/],
  [{ SANDBOX_LAUNCHER: 'docker' }, /^SANDBOX_LAUNCHER /],
  [{ RUN_TIMEOUT_S: '0' }, /^RUN_TIMEOUT_S must be a number from 1 to 86400$/],
  [{ RUN_STEPS: '0' }, /^RUN_STEPS must be a whole number from 1 to 1000$/],
  [{ RUN_TOKENS: 'many' }, /^RUN_TOKENS must be a whole number/],
  [{ RUN_COST: '0' }, /^RUN_COST must be a number/],
  [{ MODEL_PRICES: '{' }, /^MODEL_PRICES must be JSON$/],
  [{ MODEL_PRICES: '[1]' }, /^MODEL_PRICES must be JSON such as/],
  [{ MODEL_PRICES: '{"a":{"input":1}}' }, /^MODEL_PRICES /],
  [{ MODEL_PRICES: '{"a":{"input":-1,"output":1}}' }, /^MODEL_PRICES /],
  [{ RUN_COST: '1' }, /^RUN_COST needs MODEL_PRICES/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of trace, debug, info, warn/],
  [{ TRUST_PROXY: 'yes' }, /^TRUST_PROXY must be a number of proxies/],
  [{ TRUST_PROXY: '10.0.0.1,' }, /^TRUST_PROXY /],
  [{ MAX_SESSIONS_PER_WORKSPACE: '0' }, /^MAX_SESSIONS_PER_WORKSPACE must be at least 1/],
  [{ MAX_SANDBOXES: '1.5' }, /^MAX_SANDBOXES must be a whole number/],
  [{ TRUST_PROXY: '10.0.0.0/33' }, /^TRUST_PROXY /],
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
]

test.each(refused)('rule 41.2: %j is refused in one line that names it', (env, message) => {
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

test.each([...configVariables])('rule 41.2: an empty or blank %s counts as not set', (name) => {
  const unset = readConfig({})
  for (const value of ['', ' ', '\t'])
    expect({ ...readConfig({ [name]: value }), env: null }).toEqual({ ...unset, env: null })
})

test.each([
  [{ LOG_LEVEL: 'DEBUG' }, { logLevel: 'debug' }],
  [{ LOG_LEVEL: '' }, { logLevel: 'warn' }],
  [{ NODE_ENV: 'development' }, { logLevel: 'info' }],
  [{ HOST: '[::1]' }, { host: '::1' }],
  [{ PORT: ' 4001 ' }, { port: 4001 }],
])('rule 41.2: %j is read as %j', (env, read) => {
  expect(readConfig(env)).toMatchObject(read)
})

test.each([
  ['', false],
  ['1', 1],
  ['loopback, 10.0.0.0/8, fd00::1', 'loopback, 10.0.0.0/8, fd00::1'],
])('TRUST_PROXY %j', (value, trustProxy) => {
  expect(readConfig({ TRUST_PROXY: value })).toMatchObject({ trustProxy })
})

test('rule 54.4: what a run may use, and the prices of models, are settings', () => {
  const prices = { 'gpt-5.1': { input: 1.25, output: 10 } }
  const { runBudget, modelPrices } = readConfig({
    RUN_STEPS: '12',
    RUN_TOKENS: '200000',
    RUN_COST: '0.5',
    MODEL_PRICES: JSON.stringify(prices),
  })
  expect(runBudget).toEqual({ steps: 12, tokens: 200_000, cost: 0.5 })
  expect(modelPrices).toEqual(prices)
})
