import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Secrets from './secrets.ts'

/** A fresh registry for each test: secrets are hidden for the life of a process. */
let secrets: typeof Secrets
beforeEach(async () => {
  vi.resetModules()
  secrets = await import('./secrets.ts')
})

const key = `zx-9"w/+ä&${'q7'.repeat(6)}`

function inBase64(before: string, encoding: 'base64' | 'base64url') {
  return Buffer.from(`${before}${key}@after`).toString(encoding)
}

const forms: Array<[string, string]> = [
  ['as it is', key],
  ['in JSON', JSON.stringify({ key })],
  ['in JSON within JSON', JSON.stringify(JSON.stringify({ key }))],
  ['in JSON with escaped slashes', JSON.stringify(key).replaceAll('/', '\\/')],
  ['in an address', encodeURIComponent(key)],
  ['in a form', new URLSearchParams({ key }).toString()],
  ['in an address with small letters', encodeURIComponent(key).toLowerCase()],
  ['in HTML', key.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ['in hex', Buffer.from(key).toString('hex')],
  ...['', 'u', 'us', 'user:'].flatMap(
    (before): Array<[string, string]> => [
      [`in base64 after “${before}”`, inBase64(before, 'base64')],
      [`in base64url after “${before}”`, inBase64(before, 'base64url')],
    ],
  ),
]

describe('rule 12.3: a configured secret is cut', () => {
  test.each(forms)('%s', (_form, text) => {
    secrets.hideSecrets({ SOME_API_KEY: key })
    const cut = secrets.withoutSecrets(`before ${text} after`)
    expect(cut).toContain(secrets.hiddenMark)
    expect(cut).not.toContain('q7q7q7')
    const middle = text.slice(text.length / 2 - 8, text.length / 2 + 8)
    expect(cut).not.toContain(middle)
  })

  test.each([
    ['OPENAI_API_KEY', 'canary-0123', 'canary-0123'],
    ['GITHUB_CLIENT_SECRET', 'canary-0123', 'canary-0123'],
    ['NEW_THING_TOKEN', ' canary-0123\n', 'canary-0123'],
    ['PGPASSWORD', 'canary-0123', 'canary-0123'],
    ['SECRET_OF_A_THING', 'canary-0123', 'canary-0123'],
    ['A_KEY_2', 'canary-0123', 'canary-0123'],
    ['DATABASE_URL', 'postgres://me:canary-0123@db/x', 'canary-0123'],
    ['DATABASE_URL', 'postgres://me:can%40ary%2F0123@db/x', 'can@ary/0123'],
    ['DATABASE_URL', 'postgres://me:can@ary/0123@db/x', 'can@ary/0123'],
    ['DATABASE_URL', 'postgres://me@db/x?password=canary-0123', 'canary-0123'],
    ['REDIS_URL', 'rediss://:canary-0123@db', 'canary-0123'],
    ['HTTPS_PROXY', 'http://canary-0123@proxy:8080', 'canary-0123'],
    ['ZAI_BASE_URL', 'https://me:canary-0123@models.example/v1', 'canary-0123'],
    ['ZAI_BASE_URL', 'https://models.example/v1?api_key=canary-0123', 'canary-0123'],
  ])('from %s=%s', (name, value, secret) => {
    secrets.hideSecrets({ [name]: value })
    expect(secrets.withoutSecrets(`is ${secret} it`)).toBe(`is ${secrets.hiddenMark} it`)
  })

  test('in any text of a JSON value, which otherwise stays as it is', () => {
    secrets.hideSecret(key)
    const plain = { a: ['b', { c: 1, d: null }] }
    expect(secrets.withoutSecretsIn(plain)).toBe(plain)
    const value = { [`k ${key}`]: [key, { c: `x${key}y`, d: null, n: 1 }] }
    const { hiddenMark } = secrets
    expect(secrets.withoutSecretsIn(value)).toEqual({
      [`k ${hiddenMark}`]: [hiddenMark, { c: `x${hiddenMark}y`, d: null, n: 1 }],
    })
  })

  test('whatever pieces a text comes in, and nothing else is changed', () => {
    secrets.hideSecret(key)
    secrets.hideSecret('zx-9-other-secret')
    const part = fc.oneof(
      fc.constantFrom(key, 'zx-9-other-secret', 'zx', 'zx-9', '-', 'q7'),
      fc.string({ maxLength: 5 }),
    )
    const texts = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (text, sizes) => {
        const cutter = secrets.createSecretCutter()
        let heard = ''
        let rest = text
        for (const size of sizes) {
          if (rest === '') break
          heard += cutter.add(rest.slice(0, size))
          rest = rest.slice(size)
        }
        heard += cutter.end()
        const whole = secrets.withoutSecrets(text)
        // a text may end in a long beginning of a secret
        const end = heard.endsWith(secrets.hiddenMark) && !whole.endsWith(secrets.hiddenMark)
        if (end) expect(whole.startsWith(heard.slice(0, -secrets.hiddenMark.length))).toBe(true)
        else expect(heard).toBe(whole)
      }),
    )
  })

  test('also when a text ends within it', () => {
    secrets.hideSecret(key)
    const cutter = secrets.createSecretCutter()
    expect(cutter.add(`it is ${key.slice(0, 12)}`) + cutter.end()).toBe(
      `it is ${secrets.hiddenMark}`,
    )
  })
})

test('rule 12.4: a short or ordinary word is cut from errors, and stays in other texts', () => {
  secrets.hideSecrets({
    DATABASE_URL: 'postgres://fegg:postgres@db/fegg',
    A_TOKEN: 'k3y',
    AUTH: 'true',
  })
  const text = 'I set up postgres, it is true.'
  expect(secrets.withoutSecrets(text)).toBe(text)
  expect(secrets.withoutCredentials(`${text} postgresql`)).toBe(
    `I set up ${secrets.hiddenMark}, it is true. postgresql`,
  )
})

test.each([
  ['postgres://me:pass@db/x', 'postgres://[hidden]@db/x'],
  ['postgres://me:p@s/s@db/x', 'postgres://[hidden]@db/x'],
  ['redis://:pass@db', 'redis://[hidden]@db'],
  ['https://token@registry.example/@scope/name', 'https://[hidden]@registry.example/@scope/name'],
  ['https://registry.example/@scope/name', 'https://registry.example/@scope/name'],
  ['Incorrect key sk-abc123***xyz given', 'Incorrect key [hidden] given'],
  ['Authorization: Bearer abcdefgh', 'Authorization: [hidden]'],
  ['$argon2id$v=19$m=1,t=1$abc$def', '[hidden]'],
  [
    'duplicate key value violates unique constraint',
    'duplicate key value violates unique constraint',
  ],
  ['violates foreign key constraint "a_key"', 'violates foreign key constraint "a_key"'],
])('rule 12.4: an error keeps of “%s” only “%s”', (text, left) => {
  expect(secrets.withoutCredentials(text)).toBe(left)
})

test('rule 12.3: a secret is found among other bytes', () => {
  secrets.hideSecret('a-secret-of-the-server')
  const bytes = (text: string) => Buffer.concat([Buffer.from([0, 0xff]), Buffer.from(text)])
  expect(secrets.holdSecret(bytes('… a-secret-of-the-server …'))).toBe(true)
  expect(secrets.holdSecret(new Uint8Array(bytes('a-secret-of-the-server').subarray(2)))).toBe(true)
  expect(secrets.holdSecret(bytes('a-secret-of-another'))).toBe(false)
})
