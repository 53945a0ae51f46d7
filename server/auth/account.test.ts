import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { authSessions, resetLinks, sessions, users } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { docName } from '../../shared/protocol/doc-names.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'
import { code } from '../testing/team.ts'
import { browserName } from './browser-name.ts'
import { isSignedIn, password, signIn, signUp, type TestAccount } from './testing/account.ts'

let app: Awaited<ReturnType<typeof startAppServer>>
beforeAll(async () => {
  app = await startAppServer([{ text: 'Hello.' }])
})
afterAll(() => app?.[Symbol.asyncDispose]())

const next = 'a new battery staple'

/** A socket of a session's draft, with the code that it will be closed with. */
async function openDraft(visitor: Visitor, sessionId: string) {
  const headers = { origin: visitor.origin, cookie: visitor.cookie() }
  const url = `${app.url.replace('http', 'ws')}/yjs/${docName.draft(sessionId)}`
  const socket = new WebSocket(url, { headers })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.once('message', resolve))
  return { socket, closed }
}

async function withSession(account: TestAccount) {
  const id = newId()
  await account.api.sessions.create.mutate({ id })
  return id
}

async function ageSignIn(account: TestAccount, minutes: number) {
  await app.db
    .update(authSessions)
    .set({ createdAt: new Date(Date.now() - minutes * 60_000) })
    .where(eq(authSessions.userId, account.me.id))
}

/** First: sign-ins are limited by address. */
test('rule 40.3: the browser is read from its requests', async () => {
  const response = await fetch(`${app.url}/trpc/auth.guest`, {
    method: 'POST',
    headers: {
      origin: app.url,
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0',
    },
  })
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';', 1)
  const guest = await app.services.auth.authenticate(cookie)
  if (!guest) throw new Error('no guest')
  const [device] = await app.services.auth.devices(guest)
  expect(device?.browser).toBe('Firefox on Windows')
})

describe('what asks for the current password', () => {
  const calls: Array<
    [name: string, call: (who: Visitor, password: string | null) => Promise<unknown>]
  > = [
    [
      'changePassword',
      ({ api }, given) => api.account.changePassword.mutate({ password: given, next }),
    ],
    [
      'changeEmail',
      ({ api }, given) =>
        api.account.changeEmail.mutate({ password: given, email: `${newId()}@example.com` }),
    ],
    ['delete', ({ api }, given) => api.account.delete.mutate({ password: given })],
  ]

  test.each(calls)('rule 40.1: %s takes neither a wrong password nor none', async (_, call) => {
    const ada = await signUp(app)
    for (const given of ['wrong horse', '', null])
      await expect(call(ada, given)).rejects.toMatchObject(
        code('bad_input', /isn’t your current password|Enter your password/),
      )
    expect(await isSignedIn(await signIn(app, ada))).toBe(true)
    await call(ada, password)
  })

  test.each(calls)(
    'rule 40.1: %s of an account without a password needs a sign-in that is minutes old',
    async (_, call) => {
      const ada = await signUp(app)
      await app.db.update(users).set({ passwordHash: null }).where(eq(users.id, ada.me.id))
      await ageSignIn(ada, 16)
      await expect(call(ada, null)).rejects.toMatchObject(code('conflict', /sign in again/))
      await ageSignIn(ada, 14)
      await call(ada, null)
    },
  )

  test('rule 40.1: a guest is told to sign up', async () => {
    const { cookie } = await app.services.auth.guest()
    const guest = await app.services.auth.authenticate(cookie.split(';', 1)[0])
    if (!guest) throw new Error('no guest')
    const { auth } = app.services
    const tries = [
      auth.changePassword({ password: null, next }, guest),
      auth.changeEmail({ password: null, email: 'a@example.com' }, guest),
    ]
    for (const one of tries)
      await expect(one).rejects.toMatchObject({ code: 'conflict', message: /Sign up/ })
  })

  test('rule 40.1: tries are counted like sign-ins', async () => {
    await using other = await startAppServer([{ text: 'Hello.' }])
    const ada = await signUp(other)
    const guess = () => ada.api.account.delete.mutate({ password: 'wrong horse' })
    for (let count = 0; count < 30; count++)
      await expect(guess()).rejects.toMatchObject(code('bad_input'))
    await expect(guess()).rejects.toMatchObject(code('rate_limited'))
    await expect(ada.api.auth.signIn.mutate({ email: ada.email, password })).rejects.toMatchObject(
      code('rate_limited'),
    )
  }, 60_000)
})

describe('a change of the password', () => {
  test('rule 40.2: signs out every other device with its sockets, and this one stays', async () => {
    const ada = await signUp(app)
    const sessionId = await withSession(ada)
    const phone = await signIn(app, ada)
    const here = await openDraft(ada, sessionId)
    const there = await openDraft(phone, sessionId)
    const before = ada.cookie()
    await ada.api.account.changePassword.mutate({ password, next })
    expect(await there.closed).toBe(closeCodes.notSignedIn)
    // the same browser reconnects with its new auth session
    expect(await here.closed).toBe(closeCodes.restarts)
    expect(await isSignedIn(phone)).toBe(false)
    expect(ada.cookie()).not.toBe(before)
    expect(await isSignedIn(ada)).toBe(true)
    expect(await app.services.auth.authenticate(before)).toBeNull()
    const again = await openDraft(ada, sessionId)
    again.socket.close()
    await expect(signIn(app, ada)).rejects.toMatchObject({ code: 'bad_input' })
    expect(await isSignedIn(await signIn(app, ada, { password: next }))).toBe(true)
  })

  test('rule 35.1: a new password, and signing out everywhere, move the previews that the account knew', async () => {
    const ada = await signUp(app)
    const id = await withSession(ada)
    const hosts = new Set<string | undefined>()
    const note = async () => {
      const [row] = await app.db.select().from(sessions).where(eq(sessions.id, id))
      hosts.add(row?.previewId)
    }
    await note()
    await ada.api.account.changePassword.mutate({ password, next })
    await note()
    await ada.api.account.signOutEverywhere.mutate({ keepThis: true })
    await note()
    expect(hosts.size).toBe(3)
  })

  test('rule 40.2: of two at once one counts, and the other is told so', async () => {
    const ada = await signUp(app)
    const phone = await signIn(app, ada)
    const tries = await Promise.allSettled([
      ada.api.account.changePassword.mutate({ password, next }),
      phone.api.account.changePassword.mutate({ password, next: `${next} too` }),
    ])
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await Promise.all([ada, phone].map(isSignedIn))).filter(Boolean)).toHaveLength(1)
  })

  test('rule 40.2: an account that signs in elsewhere gets a first password', async () => {
    const ada = await signUp(app)
    await app.db
      .update(users)
      .set({ passwordHash: null, githubId: newId() })
      .where(eq(users.id, ada.me.id))
    expect(await ada.api.account.get.query()).toEqual({
      hasPassword: false,
      github: true,
      oidc: false,
    })
    await ada.api.account.changePassword.mutate({ password: null, next })
    expect(await isSignedIn(await signIn(app, ada, { password: next }))).toBe(true)
  })
})

describe('a change of the e-mail address', () => {
  test('rule 40.2: the new one signs in, the old one does not, and reset links end', async () => {
    const ada = await signUp(app)
    const email = `${newId()}@example.com`
    await app.db.update(users).set({ emailVerified: true }).where(eq(users.id, ada.me.id))
    await app.db.insert(resetLinks).values({
      tokenHash: newId(),
      userId: ada.me.id,
      expiresAt: new Date(Date.now() + 60_000),
    })
    const changed = await ada.api.account.changeEmail.mutate({
      password,
      email: email.toUpperCase(),
    })
    expect(changed).toEqual({ ...ada.me, email })
    expect(await isSignedIn(await signIn(app, { email }))).toBe(true)
    await expect(signIn(app, ada)).rejects.toMatchObject({ code: 'bad_input' })
    expect(await app.db.$count(resetLinks, eq(resetLinks.userId, ada.me.id))).toBe(0)
    const [row] = await app.db.select().from(users).where(eq(users.id, ada.me.id))
    expect(row?.emailVerified).toBe(false)
  })

  test('rule 40.1: one that is taken is a conflict', async () => {
    const [ada, ben] = [await signUp(app), await signUp(app, 'Ben')]
    await expect(
      ada.api.account.changeEmail.mutate({ password, email: ben.email.toUpperCase() }),
    ).rejects.toMatchObject(code('conflict', /already exists/))
    expect(await isSignedIn(await signIn(app, ada))).toBe(true)
  })
})

describe('devices', () => {
  test('rule 40.3: the list has each device with browser and last use, and nothing to sign in with', async () => {
    const ada = await signUp(app)
    const phone = await signIn(app, ada, { browser: 'Safari on iPhone' })
    await signUp(app, 'Ben')
    const listed = await ada.api.account.devices.query()
    expect(listed.map(({ browser, current }) => ({ browser, current }))).toEqual([
      { browser: null, current: true },
      { browser: 'Safari on iPhone', current: false },
    ])
    for (const { signedInAt, usedAt } of listed) {
      expect(Math.abs(Date.now() - Date.parse(signedInAt))).toBeLessThan(60_000)
      expect(usedAt >= signedInAt).toBe(true)
    }
    for (const { cookie } of [ada, phone])
      expect(JSON.stringify(listed)).not.toContain(cookie().split('=')[1])
  })

  test('rule 40.3: the last use follows requests, in steps of minutes', async () => {
    const ada = await signUp(app)
    const setUse = (ms: number) =>
      app.db
        .update(authSessions)
        .set({ usedAt: new Date(Date.now() - ms) })
        .where(eq(authSessions.userId, ada.me.id))
    const lastUse = async () => {
      await ada.api.auth.me.query()
      const [row] = await app.db
        .select()
        .from(authSessions)
        .where(eq(authSessions.userId, ada.me.id))
      return Date.now() - (row?.usedAt.getTime() ?? 0)
    }
    await setUse(60 * 60_000)
    expect(await lastUse()).toBeLessThan(60_000)
    await setUse(2 * 60_000)
    expect(await lastUse()).toBeGreaterThan(60_000)
  })

  test('rule 40.3: one device is signed out, with its sockets; others stay', async () => {
    const ada = await signUp(app)
    const sessionId = await withSession(ada)
    const [phone, tablet] = [
      await signIn(app, ada, { browser: 'phone' }),
      await signIn(app, ada, { browser: 'tablet' }),
    ]
    const there = await openDraft(phone, sessionId)
    const listed = await ada.api.account.devices.query()
    const { id } = listed.find(({ browser }) => browser === 'phone') ?? { id: '' }
    await ada.api.account.signOutDevice.mutate({ id })
    expect(await there.closed).toBe(closeCodes.notSignedIn)
    expect(await Promise.all([ada, phone, tablet].map(isSignedIn))).toEqual([true, false, true])
    await expect(ada.api.account.signOutDevice.mutate({ id })).rejects.toMatchObject(
      code('not_found'),
    )
  })

  test('rule 40.3: nobody signs out somebody else’s device', async () => {
    const [ada, ben] = [await signUp(app), await signUp(app, 'Ben')]
    const [device] = await ada.api.account.devices.query()
    await expect(
      ben.api.account.signOutDevice.mutate({ id: device?.id ?? '' }),
    ).rejects.toMatchObject(code('not_found'))
    expect(await isSignedIn(ada)).toBe(true)
  })

  test.each([
    [true, [true, false, false]],
    [false, [false, false, false]],
  ])('rule 40.3: everywhere, keeping this one: %s', async (keepThis, left) => {
    const ada = await signUp(app)
    const ben = await signUp(app, 'Ben')
    const others = [await signIn(app, ada), await signIn(app, ada)]
    await ada.api.account.signOutEverywhere.mutate({ keepThis })
    expect(await Promise.all([ada, ...others].map(isSignedIn))).toEqual(left)
    expect(await isSignedIn(ben)).toBe(true)
  })

  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      'Safari on Mac',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPad',
    ],
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on ChromeOS',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0',
      'Opera on Mac',
    ],
    ['curl/8.5.0', null],
    ['', null],
    [undefined, null],
  ])('rule 40.3: %s is called %s', (agent, name) => {
    expect(browserName(agent)).toBe(name)
  })
})
