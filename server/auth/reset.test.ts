import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { resetLinks, users } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { systemClock } from '../lib/clock.ts'
import { startAppServer } from '../testing/app-server.ts'
import { forEachDatabase, openTestDatabase, type TestDatabase } from '../testing/database.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { code, newToken } from '../testing/team.ts'
import { hashToken } from '../workspaces/tokens.ts'
import { type Auth, createAuth } from './auth.ts'
import { takeResetLink } from './take-reset-link.ts'
import { isSignedIn, password, signIn, signUp, type TestAccount } from './testing/account.ts'
import { pair } from './testing/pair.ts'
import { linkIn, startMailServer } from './testing/mail-server.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
const next = 'a new battery staple'

describe('by e-mail', () => {
  let app: App
  let mail: Awaited<ReturnType<typeof startMailServer>>
  beforeAll(async () => {
    mail = await startMailServer()
    const env = { SMTP_URL: mail.url(), PUBLIC_URL: 'https://fegg.example' }
    // https cookies are named otherwise, which changes nothing here
    app = await startAppServer([{ text: 'Hello.' }], { env })
  })
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await mail?.stop()
  })

  test('rules 40.4 and 40.5: a link comes, sets the password once, and signs out everywhere', async () => {
    const ada = await signUp(app)
    const visitor = app.visitor()
    expect(await visitor.api.app.info.query()).toMatchObject({ mail: true })
    expect(await visitor.api.account.requestReset.mutate({ email: ada.email.toUpperCase() })).toBe(
      null,
    )
    const [text = ''] = await mail.to(ada.email, 1)
    expect(text).toContain('From: FeGG <no-reply@fegg.example>')
    expect(text).toContain('https://fegg.example/reset-password/')
    const token = linkIn(text)
    const [row] = await app.db.select().from(resetLinks).where(eq(resetLinks.userId, ada.me.id))
    expect(row).toMatchObject({ tokenHash: hashToken(token), sentTo: ada.email })
    expect(JSON.stringify(row)).not.toContain(token)
    expect(await visitor.api.account.lookAtReset.query({ token })).toEqual({ email: ada.email })

    await visitor.api.account.resetPassword.mutate({ token, password: next })
    expect(await isSignedIn(ada)).toBe(false)
    await expect(signIn(app, ada)).rejects.toMatchObject({ code: 'bad_input' })
    expect(await isSignedIn(await signIn(app, ada, { password: next }))).toBe(true)
    const [user] = await app.db.select().from(users).where(eq(users.id, ada.me.id))
    expect(user?.emailVerified).toBe(true)
    for (const again of [
      () => visitor.api.account.resetPassword.mutate({ token, password }),
      () => visitor.api.account.lookAtReset.query({ token }),
    ])
      await expect(again()).rejects.toMatchObject(code('not_found', /used, has expired/))
    expect((await mail.to(ada.email, 2))[1]).toContain('was changed')
  })

  test('rule 40.4: an address without an account gets the same answer, and no e-mail', async () => {
    const ada = await signUp(app)
    const stranger = `${newId()}@example.com`
    const answer = async (email: string) => {
      const response = await fetch(`${app.url}/trpc/account.requestReset`, {
        method: 'POST',
        headers: { origin: app.url, 'content-type': 'application/json' },
        body: JSON.stringify({ email }),
      })
      return { status: response.status, body: await response.text() }
    }
    const unknown = await answer(stranger)
    expect(await answer(ada.email)).toEqual(unknown)
    expect(unknown.status).toBe(200)
    await mail.to(ada.email, 1)
    await mail.to(stranger, 0)
  })

  test.each<[string, (ada: TestAccount) => Promise<unknown>]>([
    ['password', ({ api }) => api.account.changePassword.mutate({ password, next })],
    [
      'e-mail address',
      ({ api }) => api.account.changeEmail.mutate({ password, email: `${newId()}@example.com` }),
    ],
    ['account, deleted,', ({ api }) => api.account.delete.mutate({ password })],
  ])('rule 40.5: a change of the %s ends a link', async (_, change) => {
    const ada = await signUp(app)
    app.services.auth.requestReset(ada.email)
    const [text = ''] = await mail.to(ada.email, 1)
    const token = linkIn(text)
    await change(ada)
    await expect(app.services.auth.resetPassword({ token, password: next })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('rules 40.4 and 12.1: a mail server that refuses is logged without a secret or an address', async () => {
    await using database = await openTestDatabase('embedded')
    const logged: object[] = []
    const auth = createAuth({
      db: database.db,
      publicUrl: new URL('https://fegg.example'),
      github: null,
      mail: { url: mail.url('canary-of-wrong'), from: 'fegg@example.com' },
      log: { error: (details) => void logged.push(details) },
    })
    const email = `${newId()}@example.com`
    await auth.signUp({ name: 'Ada', email, password }, null)
    auth.requestReset(email)
    await vi.waitFor(() => expect(logged).toHaveLength(1), 10_000)
    const [{ err }] = logged as [{ err: Error }]
    const text = `${err.message} ${err.stack} ${JSON.stringify(err)} ${String(err.cause)}`
    expect(text).toContain('EAUTH 535')
    for (const canary of ['canary', email]) expect(text).not.toContain(canary)
    await auth.close()
  })

  test('rule 40.6: where e-mail is sent, admins create no links', async () => {
    const { owner, member, workspaceId } = await pair(app)
    await expect(
      owner.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token: newToken() }),
    ).rejects.toMatchObject(code('conflict', /Forgot password/))
  })
})

forEachDatabase((_, open) => {
  let database: TestDatabase
  let mail: Awaited<ReturnType<typeof startMailServer>>
  let auth: Auth
  beforeAll(async () => {
    ;[database, mail] = await Promise.all([open(), startMailServer()])
    auth = createAuth({
      db: database.db,
      publicUrl: new URL('https://fegg.example'),
      github: null,
      mail: { url: mail.url(), from: 'fegg@example.com' },
    })
  })
  afterAll(async () => {
    await auth?.close()
    await mail?.stop()
    await database?.[Symbol.asyncDispose]()
  })
  const newAccount = async () => {
    const email = `${newId()}@example.com`
    await auth.signUp({ name: 'Ada', email, password }, null)
    return email
  }

  test('rule 40.4: three e-mails an hour, also when more are asked for at once', async () => {
    const [ada, ben] = [await newAccount(), await newAccount()]
    for (let count = 0; count < 8; count++) auth.requestReset(ada)
    await mail.to(ada, limits.resetMails)
    auth.requestReset(ada)
    auth.requestReset(ben)
    await mail.to(ben, 1)
    await auth.close()
    await mail.to(ada, limits.resetMails)
  })

  test('rule 40.5: of several uses at the same moment one counts', async () => {
    const email = await newAccount()
    auth.requestReset(email)
    const [text = ''] = await mail.to(email, 1)
    const token = linkIn(text)
    // connections that are open already, and no hashing: these would take the uses apart
    await Promise.all([1, 2, 3].map(() => database.db.execute('select pg_sleep(0.05)')))
    const deps = { db: database.db, clock: systemClock }
    const tries = await Promise.allSettled(
      ['first', 'second', 'third'].map((passwordHash) =>
        takeResetLink(deps, { token, passwordHash }),
      ),
    )
    expect(tries.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ])
  })
})

test('rule 40.5: a link ends after an hour', async () => {
  await using database = await openTestDatabase('embedded')
  const { db } = database
  const { clock, advance } = createManualClock()
  const auth = createAuth({ db, publicUrl: null, github: null, clock })
  const email = `${newId()}@example.com`
  const { user } = await auth.signUp({ name: 'Ada', email, password }, null)
  const token = newToken()
  await db.insert(resetLinks).values({
    tokenHash: hashToken(token),
    userId: user.id,
    expiresAt: new Date(clock.date().getTime() + limits.resetLinkMs),
  })
  advance(limits.resetLinkMs - 1_000)
  expect(await auth.lookAtReset(token)).toEqual({ email })
  advance(1_000)
  const tries = [() => auth.lookAtReset(token), () => auth.resetPassword({ token, password: next })]
  for (const one of tries) await expect(one()).rejects.toMatchObject({ code: 'not_found' })
  await auth.deleteExpired()
  expect(await db.$count(resetLinks)).toBe(0)
})
