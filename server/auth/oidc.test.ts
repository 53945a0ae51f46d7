import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { users } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { browserKeyHeader } from '../../shared/browser-key.ts'
import { createVisitor, startAppServer, type Visitor } from '../testing/app-server.ts'
import { code } from '../testing/team.ts'
import { isSignedIn, password, signIn, signUp } from './testing/account.ts'
import { clientSecret, follow, type OidcPerson, startOidcServer } from './testing/oidc-server.ts'
import { freePort } from '../testing/free-port.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
let provider: Awaited<ReturnType<typeof startOidcServer>>

beforeAll(async () => {
  // the provider must know the app's address before it starts
  const port = await freePort()
  const url = `http://localhost:${port}`
  provider = await startOidcServer(`${url}/auth/oidc/callback`)
  const env = {
    PORT: String(port),
    PUBLIC_URL: url,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'fegg',
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_NAME: 'Acme',
    TRUST_PROXY: '1',
  }
  app = await startAppServer([{ text: 'Hello.' }], { env })
})
afterAll(async () => {
  await app?.[Symbol.asyncDispose]()
  await provider?.stop()
})

function someone(more: Partial<OidcPerson> = {}): OidcPerson {
  const sub = newId()
  return { sub, name: 'Ida', email: `${sub}@example.com`, email_verified: true, ...more }
}

let lastAddress = 0
/** Sign-ins are limited by address. */
function fromNewAddress() {
  return { 'x-forwarded-for': `192.0.2.${++lastAddress}` }
}

/** A browser of somebody who is signed in by `cookie`, if given. */
function openBrowser(cookie = '') {
  const browser = { key: randomBytes(32).toString('base64url'), isNew: false }
  const named = cookie && (app.services.auth.named(cookie, browser).split(';', 1)[0] ?? '')
  return createVisitor(app.url, named, {
    [browserKeyHeader]: browser.key,
    ...fromNewAddress(),
  })
}

/** Leaves for the provider and returns with what it sends back. */
async function goAndReturn(person: OidcPerson | null, { api }: Visitor): Promise<URL> {
  provider.state.person = person
  const { url } = await api.auth.startOidc.mutate()
  return follow(url, new Map(), ({ pathname }) => pathname === '/auth/oidc/callback')
}

async function arrive(person: OidcPerson | null, visitor = openBrowser()) {
  const { search } = await goAndReturn(person, visitor)
  const me = await visitor.api.auth.finishOidc.mutate({ query: search })
  expect(await visitor.api.auth.me.query()).toEqual(me)
  return { me, visitor }
}

async function rowOf(id: string) {
  const [row] = await app.db.select().from(users).where(eq(users.id, id))
  if (!row) throw new Error('no such user')
  return row
}

test('rule 40.10: a new person gets an account, and comes back to the same one', async () => {
  const person = someone()
  expect(await app.visitor().api.app.info.query()).toMatchObject({ oidc: 'Acme' })
  const first = await arrive(person)
  expect(first.me).toMatchObject({ name: 'Ida', email: person.email, guest: false })
  expect(await first.visitor.api.account.get.query()).toEqual({
    hasPassword: false,
    github: false,
    oidc: true,
  })
  // the identity is the subject: name and address may change
  const again = await arrive({ ...person, name: 'Ida B', email: `${newId()}@example.com` })
  expect(again.me).toEqual(first.me)
  expect(await rowOf(first.me.id)).toMatchObject({
    oidcId: `${provider.issuer} ${person.sub}`,
    emailVerified: true,
  })
})

test('rule 40.10: a guest becomes the account, and a known account takes the guest’s work', async () => {
  const guest = await app.services.auth.guest()
  const person = someone()
  const first = await arrive(person, openBrowser(guest.cookie))
  expect(first.me).toMatchObject({ id: guest.user.id, guest: false })
  const other = openBrowser((await app.services.auth.guest()).cookie)
  const sessionId = newId()
  await other.api.sessions.create.mutate({ id: sessionId })
  const { visitor, me } = await arrive(person, other)
  expect(me).toEqual(first.me)
  expect(await visitor.api.sessions.get.query({ id: sessionId })).toBeTruthy()
})

test('rule 40.10: an unverified address opens nobody’s account, and is not taken', async () => {
  const ada = await signUp(app)
  for (const email_verified of [false, undefined]) {
    const { me } = await arrive(someone({ email: ada.email, ...{ email_verified } }))
    expect(me.id).not.toBe(ada.me.id)
    expect(me.email).toBeNull()
  }
  const free = `${newId()}@example.com`
  expect((await arrive(someone({ email: free, email_verified: false }))).me.email).toBeNull()
  expect(await rowOf(ada.me.id)).toMatchObject({ oidcId: null })
})

test('rule 40.10: a verified address opens its account', async () => {
  const ada = await signUp(app)
  await app.db.update(users).set({ emailVerified: true }).where(eq(users.id, ada.me.id))
  const { me } = await arrive(someone({ email: ada.email.toUpperCase() }))
  expect(me).toEqual(ada.me)
  // who has shown that the address is theirs keeps everything
  expect(await isSignedIn(ada)).toBe(true)
  expect(await isSignedIn(await signIn(app, ada))).toBe(true)
})

test('rule 40.10: who signed up with somebody else’s address is out when its owner comes', async () => {
  const squatter = await signUp(app, 'Mallory')
  await app.db.update(users).set({ githubId: newId() }).where(eq(users.id, squatter.me.id))
  const { me } = await arrive(someone({ email: squatter.email }))
  expect(me.id).toBe(squatter.me.id)
  expect(await isSignedIn(squatter)).toBe(false)
  await expect(
    app.services.auth.signIn({ email: squatter.email, password }, null),
  ).rejects.toMatchObject({ code: 'bad_input' })
  expect(await rowOf(squatter.me.id)).toMatchObject({ passwordHash: null, githubId: null })
})

test('rule 40.10: a second identity with the same address gets an account of its own', async () => {
  const email = `${newId()}@example.com`
  const first = await arrive(someone({ email }))
  const second = await arrive(someone({ email }))
  expect(second.me.id).not.toBe(first.me.id)
  expect(second.me.email).toBeNull()
})

test.each<[string, Partial<OidcPerson>, string | RegExp]>([
  ['a long name', { name: 'x'.repeat(200) }, /^x{80}$/],
  ['no name', { name: ' ' }, /@?/],
  ['a name with a hidden character', { name: 'Ada\u202e\nLovelace' }, /^Ada Lovelace$/],
])('rule 40.10: %s', async (_, more, name) => {
  const { me } = await arrive(someone(more))
  expect(me.name).toMatch(name)
  expect(me.name.trim()).not.toBe('')
})

test('rule 40.10: who declines at the provider is told so', async () => {
  const visitor = openBrowser()
  await expect(arrive(null, visitor)).rejects.toMatchObject(code('bad_input', /refused/))
  expect(await visitor.api.auth.me.query()).toBeNull()
})

test('rule 40.10: another browser’s callback, a repeated and a changed one are refused', async () => {
  const visitor = openBrowser()
  const callback = await goAndReturn(someone(), visitor)
  const changed = (name: string, value: string | null) => {
    const url = new URL(callback)
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
    return url.search
  }
  const [nonce = '', until = '', signature = ''] = (callback.searchParams.get('state') ?? '').split(
    '.',
  )
  const refusals: Array<[string, Visitor]> = [
    [callback.search, openBrowser()],
    [changed('state', 'forged'), visitor],
    [changed('state', `${nonce}.${Number(until) + 1}.${signature}`), visitor],
    [changed('state', null), visitor],
    [changed('code', 'forged'), visitor],
    [changed('iss', 'https://evil.example'), visitor],
    ['', visitor],
  ]
  for (const [query, by] of refusals) {
    await expect(by.api.auth.finishOidc.mutate({ query })).rejects.toMatchObject({
      data: { app: { code: expect.stringMatching(/^(bad_input|internal)$/) } },
    })
    expect(await by.api.auth.me.query()).toBeNull()
  }
  // a forged code has used none up
  const input = { query: callback.search }
  expect(await visitor.api.auth.finishOidc.mutate(input)).toMatchObject({ name: 'Ida' })
  await expect(visitor.api.auth.finishOidc.mutate(input)).rejects.toMatchObject(code('bad_input'))
})

test('rule 40.10: a client without a browser’s key can’t begin', async () => {
  const { api } = app.visitor(fromNewAddress())
  await expect(api.auth.startOidc.mutate()).rejects.toMatchObject(code('conflict'))
})

test('rule 40.10: the request has a state, a nonce and a challenge, new each time', async () => {
  const seen = new Set<string>()
  const { auth } = app.services
  const browser = { key: randomBytes(32).toString('base64url'), isNew: false }
  for (let count = 0; count < 2; count++) {
    const { url } = (await auth.oidc?.start(browser)) ?? { url: '' }
    const { searchParams } = new URL(url)
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) seen.add(searchParams.get(name) ?? '')
    expect(url).not.toContain(clientSecret)
    expect(url).not.toContain(browser.key)
  }
  expect(seen.size).toBe(6)
})

test('rule 40.10: an answer with the code of another attempt is refused', async () => {
  // the state of one attempt, the code (and so nonce and challenge) of another, in the same browser
  const visitor = openBrowser()
  const first = await goAndReturn(someone(), visitor)
  const second = await goAndReturn(someone(), visitor)
  const mixed = new URL(first)
  mixed.searchParams.set('code', second.searchParams.get('code') ?? '')
  await expect(visitor.api.auth.finishOidc.mutate({ query: mixed.search })).rejects.toMatchObject(
    code('bad_input'),
  )
  expect(await visitor.api.auth.me.query()).toBeNull()
})

test('rule 40.10: a provider that can’t be reached is told, and is asked again later', async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const providerPort = await freePort()
  await using lonely = await startAppServer([{ text: 'Hello.' }], {
    env: {
      PORT: String(port),
      PUBLIC_URL: url,
      OIDC_ISSUER: `http://127.0.0.1:${providerPort}`,
      OIDC_CLIENT_ID: 'fegg',
      OIDC_CLIENT_SECRET: clientSecret,
    },
  })
  const browser = { key: randomBytes(32).toString('base64url'), isNew: false }
  const go = async () => (await lonely.services.auth.oidc?.start(browser))?.url
  await expect(go()).rejects.toMatchObject({ code: 'internal', message: /reach/ })
  const late = await startOidcServer(`${url}/auth/oidc/callback`, providerPort)
  expect(await go()).toContain(late.issuer)
  await late.stop()
})
