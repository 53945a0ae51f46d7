import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { authSessions } from '../../drizzle/schema.ts'
import { openTestDatabase, type TestDatabase } from '../testing/database.ts'
import { type Auth, createAuth, type SignedOut } from './auth.ts'
import type { BrowserKey } from './browser-key.ts'

let database: TestDatabase
let auth: Auth
let secure: Auth
beforeAll(async () => {
  database = await openTestDatabase('embedded')
  const open = (publicUrl: URL | null, installation: string) =>
    createAuth({ db: database.db, publicUrl, github: null, installation })
  auth = open(null, 'one')
  secure = open(new URL('https://fegg.example'), 'one')
})
afterAll(() => database?.[Symbol.asyncDispose]())

function newBrowser(isNew = false): BrowserKey {
  return { key: randomBytes(32).toString('base64url'), isNew }
}

async function guest(by: Auth, browser: BrowserKey | null) {
  const { user, cookie } = await by.guest()
  const pair = by.named(cookie, browser).split(';')[0] ?? ''
  return { name: user.name, pair, value: pair.slice(pair.indexOf('=') + 1) }
}

/** As an earlier release stored it. */
async function legacyGuest(by: Auth, cookieName: string) {
  const { user } = await by.guest()
  const id = randomBytes(20).toString('hex')
  const expiresAt = new Date(Date.now() + 86_400_000)
  await database.db.insert(authSessions).values({ id, userId: user.id, expiresAt })
  return { name: user.name, id, pair: `${cookieName}=${id}` }
}

async function who(header: string, browser: BrowserKey | null, by = auth) {
  return (await by.authenticate(header, browser))?.user.name ?? null
}

it('rule 11.7: a cookie counts in no other browser, under no name that a page can know', async () => {
  const browser = newBrowser()
  const victim = await guest(auth, browser)
  const attackersBrowser = newBrowser()
  const attacker = await guest(auth, attackersBrowser)
  const plain = await guest(auth, null)
  const known = [
    attacker.pair,
    plain.pair,
    `fegg_auth=${attacker.value}`,
    `fegg_one=${attacker.value}`,
    `fegg_one_probe=${attacker.value}`,
    `__Host-fegg_one=${attacker.value}`,
    ...Array.from({ length: 200 }, (_, at) => `fegg_one_${at}=${attacker.value}`),
  ]
  const planted = known.join('; ')
  // the server has both before it and after it, and without it: the browser may have evicted it
  expect(await who(`${planted}; ${victim.pair}`, browser)).toBe(victim.name)
  expect(await who(`${victim.pair}; ${planted}`, browser)).toBe(victim.name)
  expect(await who(planted, browser)).toBeNull()
  expect(await who(planted, newBrowser(true))).toBeNull()
  expect(await who(attacker.pair, attackersBrowser)).toBe(attacker.name)
})

it.each([
  ['in the app', newBrowser()],
  ['without a key', null],
])('rule 11.8: a name that comes twice is settled by checking each, %s', async (_, browser) => {
  const one = await guest(auth, browser)
  const other = await guest(auth, browser)
  const name = one.pair.slice(0, one.pair.indexOf('='))
  const stale = `${name}=${'x'.repeat(52)}`
  const cases: Array<[string[], string | null]> = [
    [[one.pair], one.name],
    [[stale, one.pair], one.name],
    [[one.pair, stale], one.name],
    [[`${name}=`, `${name}=%00`, one.pair, one.pair], one.name],
    [[one.pair, other.pair], null],
    [[other.pair, stale, one.pair], null],
    [[stale], null],
  ]
  for (const [pairs, expected] of cases)
    expect(await who(pairs.join('; '), browser), pairs.join('; ')).toBe(expected)
})

it('rule 11.7: installations, and browsers over http, have names of their own', async () => {
  const browser = newBrowser()
  const nameOf = async (by: Auth, from: BrowserKey | null) =>
    (await guest(by, from)).pair.split('=')[0] ?? ''
  const two = createAuth({ db: database.db, publicUrl: null, github: null, installation: 'two' })
  const names = await Promise.all([
    nameOf(auth, browser),
    nameOf(auth, newBrowser()),
    nameOf(auth, null),
    nameOf(two, browser),
    nameOf(two, null),
    nameOf(secure, browser),
  ])
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).not.toContain(browser.key)
  expect(names.at(-1)).toBe('__Host-fegg_one')
  expect(await nameOf(secure, newBrowser())).toBe('__Host-fegg_one')
})

it.each([
  ['http', () => auth, 'fegg_auth'],
  ['https', () => secure, '__Host-fegg_auth'],
])(
  'rule 11.9: a cookie of an earlier release keeps people signed in, and is replaced, over %s',
  async (_, by, cookieName) => {
    const old = await legacyGuest(by(), cookieName)
    const ended: SignedOut[] = []
    const stop = by().onSignedOut((one) => ended.push(one))
    const browser = newBrowser(true)
    // an earlier tab, and a WebSocket, which can't set a cookie
    expect(await who(old.pair, null, by())).toBe(old.name)
    expect(await who(old.pair, browser, by())).toBe(old.name)
    expect(ended).toEqual([])

    const replaced = await by().authenticate(old.pair, browser, true)
    stop()
    expect(replaced?.user.name).toBe(old.name)
    const fresh =
      by()
        .named(replaced?.freshCookie ?? '', browser)
        .split(';')[0] ?? ''
    const settled = { ...browser, isNew: false }
    expect(await who(fresh, settled, by())).toBe(old.name)
    expect(ended).toEqual([{ authSessionId: old.id, replaced: true }])
    const [row] = await database.db.select().from(authSessions).where(eq(authSessions.id, old.id))
    expect(row?.expiresAt.getTime()).toBeLessThan(Date.now() + 120_000)
  },
)

it("rule 11.9: over http an earlier release's cookie counts only in a browser without a key, and none of ours counts as one", async () => {
  const old = await legacyGuest(auth, 'fegg_auth')
  expect(await who(old.pair, newBrowser())).toBeNull()
  const now = await guest(auth, null)
  expect(await who(`fegg_auth=${now.value}`, newBrowser(true))).toBeNull()
  expect(await who(`fegg_auth=${now.value}`, null)).toBeNull()
})

it("rule 11.9: an earlier release's sign-in is not renewed", async () => {
  const old = await legacyGuest(auth, 'fegg_auth')
  const before = await database.db.select().from(authSessions).where(eq(authSessions.id, old.id))
  await who(old.pair, null)
  await who(old.pair, newBrowser(true))
  expect(await database.db.select().from(authSessions).where(eq(authSessions.id, old.id))).toEqual(
    before,
  )
})
