import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { users } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { createVisitor, startAppServer } from '../testing/app-server.ts'
import { isSignedIn, password, signIn, signUp } from './testing/account.ts'
import { clientSecret, follow, type OidcPerson, startOidcServer } from './testing/oidc-server.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
let provider: Awaited<ReturnType<typeof startOidcServer>>

/** The provider must know the app's address before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

beforeAll(async () => {
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
  }
  app = await startAppServer([{ text: 'Hello.' }], { env })
})
afterAll(async () => {
  await app?.[Symbol.asyncDispose]()
  await provider?.stop()
})

type Jar = Parameters<typeof follow>[1]

function someone(more: Partial<OidcPerson> = {}): OidcPerson {
  const sub = newId()
  return { sub, name: 'Ida', email: `${sub}@example.com`, email_verified: true, ...more }
}

/** A browser, signed in by `cookie` if given. */
function browser(cookie?: string): Jar {
  const jar: Jar = new Map()
  const [name, value] = cookie?.split('=') ?? []
  if (name && value) jar.set(new URL(app.url).host, new Map([[name, value]]))
  return jar
}

function visitorOf(jar: Jar) {
  const cookies = [...(jar.get(new URL(app.url).host) ?? [])]
  return createVisitor(app.url, cookies.map(([name, value]) => `${name}=${value}`).join('; '))
}

async function arrive(person: OidcPerson | null, jar = browser(), path = '/auth/oidc') {
  provider.state.person = person
  const end = await follow(`${app.url}${path}`, jar)
  const visitor = visitorOf(jar)
  return {
    end: `${end.pathname}${end.search}`,
    me: await visitor.api.auth.me.query(),
    visitor,
    jar,
  }
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
  expect(first.end).toBe('/')
  expect(first.me).toMatchObject({ name: 'Ida', email: person.email, guest: false })
  expect(await first.visitor.api.account.get.query()).toEqual({
    hasPassword: false,
    github: false,
    oidc: true,
  })
  // the identity is the subject: name and address may change
  const again = await arrive({ ...person, name: 'Ida B', email: `${newId()}@example.com` })
  expect(again.me).toEqual(first.me)
  expect(await rowOf(first.me?.id ?? '')).toMatchObject({
    oidcId: `${provider.issuer} ${person.sub}`,
    emailVerified: true,
  })
})

test('rule 40.10: a guest becomes the account, and a known account takes the guest’s work', async () => {
  const guest = await app.services.auth.guest()
  const person = someone()
  const first = await arrive(person, browser(guest.cookie.split(';', 1)[0]))
  expect(first.me).toMatchObject({ id: guest.user.id, guest: false })
  const other = createVisitor(app.url, (await app.services.auth.guest()).cookie.split(';', 1)[0])
  const sessionId = newId()
  await other.api.sessions.create.mutate({ id: sessionId })
  const { visitor, me } = await arrive(person, browser(other.cookie()))
  expect(me).toEqual(first.me)
  expect(await visitor.api.sessions.get.query({ id: sessionId })).toBeTruthy()
})

test('rule 40.10: an unverified address opens nobody’s account, and is not taken', async () => {
  const ada = await signUp(app)
  for (const email_verified of [false, undefined]) {
    const { me } = await arrive(someone({ email: ada.email, ...{ email_verified } }))
    expect(me?.id).not.toBe(ada.me.id)
    expect(me?.email).toBeNull()
  }
  const free = `${newId()}@example.com`
  expect((await arrive(someone({ email: free, email_verified: false }))).me?.email).toBeNull()
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
  expect(me?.id).toBe(squatter.me.id)
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
  expect(second.me?.id).not.toBe(first.me?.id)
  expect(second.me?.email).toBeNull()
})

test.each<[string, Partial<OidcPerson>, string | RegExp]>([
  ['a long name', { name: 'x'.repeat(200) }, /^x{80}$/],
  ['no name', { name: ' ' }, /@?/],
])('rule 40.10: %s', async (_, more, name) => {
  const { me } = await arrive(someone(more))
  expect(me?.name).toMatch(name)
  expect(me?.name.trim()).not.toBe('')
})

test('rule 40.10: who declines at the provider is told so', async () => {
  const { end, me } = await arrive(null)
  expect(end).toBe('/sign-in?problem=oidc')
  expect(me).toBeNull()
})

/** The callback's address, before the browser opens it. */
async function interrupted(jar: Jar) {
  provider.state.person = someone()
  return follow(`${app.url}/auth/oidc`, jar, (url) => url.pathname === '/auth/oidc/callback')
}

test('rule 40.10: another browser’s callback, a repeated and a changed one are refused', async () => {
  const jar = browser()
  const callback = await interrupted(jar)
  const changed = (name: string, value: string | null) => {
    const url = new URL(callback)
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
    return url.href
  }
  const refusals: Array<[string, Jar]> = [
    [callback.href, browser()],
    [changed('state', 'forged'), new Map(structuredClone([...jar]))],
    [changed('state', null), new Map(structuredClone([...jar]))],
    [changed('code', 'forged'), new Map(structuredClone([...jar]))],
    [changed('iss', 'https://evil.example'), new Map(structuredClone([...jar]))],
    [`${app.url}/auth/oidc/callback`, new Map(structuredClone([...jar]))],
  ]
  for (const [url, by] of refusals) {
    const end = await follow(url, by)
    expect(`${end.pathname}${end.search}`).toBe('/sign-in?problem=oidc')
    expect(await visitorOf(by).api.auth.me.query()).toBeNull()
  }
  const copy: Jar = new Map(structuredClone([...jar]))
  // a forged code has used none up
  expect((await follow(callback.href, jar)).pathname).toBe('/')
  expect(await visitorOf(jar).api.auth.me.query()).toMatchObject({ name: 'Ida' })
  expect((await follow(callback.href, copy)).search).toBe('?problem=oidc')
})

test('rule 40.10: the request has a state, a nonce and a challenge, new each time', async () => {
  const seen = new Set<string>()
  for (let count = 0; count < 2; count++) {
    const response = await fetch(`${app.url}/auth/oidc`, { redirect: 'manual' })
    const { searchParams } = new URL(response.headers.get('location') ?? '')
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) seen.add(searchParams.get(name) ?? '')
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^fegg_oidc_state=[\w-]+; HttpOnly; .*Path=\/auth\/oidc; SameSite=Lax/)
    expect(response.headers.get('location')).not.toContain(clientSecret)
  }
  expect(seen.size).toBe(6)
})

test('rule 40.10: an ID token of another attempt is refused', async () => {
  // the state of one attempt, the nonce of another
  const [jar, other] = [browser(), browser()]
  const callback = await interrupted(jar)
  await interrupted(other)
  const host = new URL(app.url).host
  const read = (from: Jar): Record<string, string> =>
    JSON.parse(
      Buffer.from(from.get(host)?.get('fegg_oidc_state') ?? '', 'base64url').toString(),
    ) as Record<string, string>
  const mixed = { ...read(jar), nonce: read(other)['nonce'] }
  jar.get(host)?.set('fegg_oidc_state', Buffer.from(JSON.stringify(mixed)).toString('base64url'))
  expect((await follow(callback.href, jar)).search).toBe('?problem=oidc')
  expect(await visitorOf(jar).api.auth.me.query()).toBeNull()
})

test.each([
  ['/invite/abc?x=1', '/invite/abc?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/a\r\nset-cookie: x=y', '/'],
])('rule 40.11: with next=%j it leads to %s', async (next, end) => {
  const path = `/auth/oidc?next=${encodeURIComponent(next)}`
  expect((await arrive(someone(), browser(), path)).end).toBe(end)
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
  const go = async () => (await follow(`${lonely.url}/auth/oidc`, new Map())).search
  expect(await go()).toBe('?problem=oidc')
  const late = await startOidcServer(`${url}/auth/oidc/callback`, providerPort)
  late.state.person = someone()
  expect(await go()).toBe('')
  await late.stop()
})
