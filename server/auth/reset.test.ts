import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mkdtempSync, rmSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { grants, members, resetLinks, shareLinks, users } from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { openDatabase } from '../db/database.ts'
import { systemClock } from '../lib/clock.ts'
import { startAppServer } from '../testing/app-server.ts'
import {
  forEachDatabase,
  openTestDatabase,
  prepareTestDataDir,
  type TestDatabase,
} from '../testing/database.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { code, newToken } from '../testing/team.ts'
import { hashToken } from '../workspaces/tokens.ts'
import { type Auth, createAuth } from './auth.ts'
import { takeResetLink } from './take-reset-link.ts'
import { isSignedIn, password, signIn, signUp, type TestAccount } from './testing/account.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
const next = 'a new battery staple'
const smtpPassword = 'canary-of-smtp'

/** A mail server on this machine, with what it has received. */
async function startMailServer() {
  const mails: Array<{ to: string[]; text: string }> = []
  const server = new SMTPServer({
    authOptional: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (given, _session, done) =>
      given.password === smtpPassword
        ? done(null, { user: 'fegg' })
        : done(new Error('Wrong password')),
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: (secret = smtpPassword) => `smtp://fegg:${secret}@127.0.0.1:${port}`,
    /** Waits for so many e-mails to the address; returns their texts. */
    async to(address: string, count: number) {
      const texts = () => mails.flatMap(({ to, text }) => (to.includes(address) ? [text] : []))
      await vi.waitFor(() => expect(texts()).toHaveLength(count), 10_000)
      return texts()
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** Quoted-printable lines are joined. */
function linkIn(text: string): string {
  const token = /\/reset-password\/([\w-]{43})/.exec(text.replaceAll(/=\r?\n/g, ''))?.[1]
  if (!token) throw new Error(`no link in: ${text}`)
  return token
}

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

/** An owner and a member with accounts, in a workspace. */
async function pair(app: App, role: 'admin' | 'editor' = 'editor') {
  const owner = await signUp(app, 'Olga')
  const member = await signUp(app, 'Mia')
  const { id: workspaceId } = await owner.api.workspaces.create.mutate({
    id: newId(),
    name: 'Team',
  })
  await app.db.insert(members).values({ workspaceId, userId: member.me.id, role })
  return { owner, member, workspaceId }
}

describe('by an admin', () => {
  let app: App
  beforeAll(async () => {
    app = await startAppServer([{ text: 'Hello.' }])
  })
  afterAll(() => app?.[Symbol.asyncDispose]())

  test('rule 40.4: without a mail server people are told whom to ask', async () => {
    const { api } = app.visitor()
    expect(await api.app.info.query()).toMatchObject({ mail: false })
    await expect(
      api.account.requestReset.mutate({ email: 'ada@example.com' }),
    ).rejects.toMatchObject(code('conflict', /Ask an admin/))
  })

  test('rules 40.5 and 40.6: the link works once, and a new one replaces it', async () => {
    const { owner, member, workspaceId } = await pair(app)
    const [first, second] = [newToken(), newToken()]
    const make = (token: string) =>
      owner.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token })
    await make(first)
    await make(second)
    await make(second)
    const visitor = app.visitor()
    const use = (token: string) =>
      visitor.api.account.resetPassword.mutate({ token, password: next })
    await expect(use(first)).rejects.toMatchObject(code('not_found'))
    await use(second)
    await expect(use(second)).rejects.toMatchObject(code('not_found'))
    expect(await isSignedIn(member)).toBe(false)
    expect(await isSignedIn(owner)).toBe(true)
    expect(await isSignedIn(await signIn(app, member, { password: next }))).toBe(true)
    const [row] = await app.db.select().from(users).where(eq(users.id, member.me.id))
    // the admin has shown nothing about the address
    expect(row?.emailVerified).toBe(false)
  })

  type Pair = Awaited<ReturnType<typeof pair>>
  const reaching: Array<[what: string, arrange: (pair: Pair) => Promise<unknown>]> = [
    [
      'is in another workspace with others',
      async ({ member }) => {
        const other = await signUp(app, 'Pia')
        const { id } = await other.api.workspaces.create.mutate({ id: newId(), name: 'Other' })
        await app.db
          .insert(members)
          .values({ workspaceId: id, userId: member.me.id, role: 'viewer' })
      },
    ],
    [
      'owns another workspace with others',
      async ({ member }) => {
        const other = await signUp(app, 'Pia')
        const { id } = await member.api.workspaces.create.mutate({ id: newId(), name: 'Mine' })
        await app.db
          .insert(members)
          .values({ workspaceId: id, userId: other.me.id, role: 'viewer' })
      },
    ],
    [
      'has built something of their own',
      ({ member }) => member.api.sessions.create.mutate({ id: newId() }),
    ],
    [
      'has opened another workspace’s share link',
      async ({ member }) => {
        const other = await signUp(app, 'Pia')
        const [sessionId, linkId] = [newId(), newId()]
        await other.api.sessions.create.mutate({ id: sessionId })
        await app.db.insert(shareLinks).values({
          id: linkId,
          sessionId,
          role: 'viewer',
          tokenHash: linkId,
          createdBy: other.me.id,
        })
        await app.db.insert(grants).values({ linkId, userId: member.me.id })
      },
    ],
  ]

  test.each(reaching)('rule 40.6: no link for a member who %s', async (_, arrange) => {
    const both = await pair(app)
    const { owner, member, workspaceId } = both
    const token = newToken()
    const make = () =>
      owner.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token })
    // the member's own workspace is empty, which is nothing
    await make()
    await arrange(both)
    await expect(make()).rejects.toMatchObject(code('conflict', /outside of this workspace/))
    // the first link was created when it was allowed
    await expect(app.services.auth.resetPassword({ token, password: next })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await isSignedIn(member)).toBe(true)
  })

  test('rule 40.6: a link of somebody who no longer manages the member is dead', async () => {
    const { owner, member, workspaceId } = await pair(app)
    const admin = await signUp(app, 'Adam')
    await app.db.insert(members).values({ workspaceId, userId: admin.me.id, role: 'admin' })
    const token = newToken()
    await admin.api.members.resetLink.mutate({ workspaceId, userId: member.me.id, token })
    await owner.api.members.setRole.mutate({ workspaceId, userId: admin.me.id, role: 'viewer' })
    const use = () => app.services.auth.resetPassword({ token, password: next })
    await expect(use()).rejects.toMatchObject({ code: 'not_found' })
    await owner.api.members.setRole.mutate({ workspaceId, userId: admin.me.id, role: 'admin' })
    await use()
  })

  test('rule 40.6: whom an admin gives none', async () => {
    const { owner, member: admin, workspaceId } = await pair(app, 'admin')
    const editor = await signUp(app, 'Eda')
    const { user: guest } = await app.services.auth.guest()
    const far = await signUp(app, 'Far')
    const hub = await signUp(app, 'Hub')
    await app.db.update(users).set({ email: null }).where(eq(users.id, hub.me.id))
    for (const userId of [editor.me.id, guest.id, hub.me.id])
      await app.db.insert(members).values({ workspaceId, userId, role: 'editor' })
    const make = (by: TestAccount, userId: string) =>
      by.api.members.resetLink.mutate({ workspaceId, userId, token: newToken() })
    await expect(make(admin, owner.me.id)).rejects.toMatchObject(code('forbidden'))
    await expect(make(admin, admin.me.id)).rejects.toMatchObject(code('conflict', /Settings/))
    await expect(make(admin, guest.id)).rejects.toMatchObject(code('conflict', /guest/))
    await expect(make(admin, hub.me.id)).rejects.toMatchObject(
      code('conflict', /without a password/),
    )
    await expect(make(admin, far.me.id)).rejects.toMatchObject(code('not_found'))
    await expect(make(editor, admin.me.id)).rejects.toMatchObject(code('forbidden'))
    await expect(make(far, editor.me.id)).rejects.toMatchObject(code('not_found'))
    await make(admin, editor.me.id)
    await make(owner, admin.me.id)
  })
})

describe('by the operator', () => {
  const command = (env: Record<string, string>, ...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const script = fileURLToPath(new URL('../account.ts', import.meta.url))
      const clean = { PATH: process.env['PATH'] ?? '', ...env }
      const done = execFile(process.execPath, [script, ...args], { env: clean }, (_, out, err) =>
        resolve({ code: done.exitCode ?? -1, out, err }),
      )
    })

  test('rule 40.6: a link for anybody, while the server holds the embedded database and after it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'fegg-operator-'))
    await prepareTestDataDir(dataDir)
    const open = async () => {
      const database = await openDatabase({ dataDir })
      return { database, auth: createAuth({ db: database.db, publicUrl: null, github: null }) }
    }
    let { database, auth } = await open()
    const email = `${newId()}@example.com`
    await auth.signUp({ name: 'Ada', email, password }, null)
    const env = { DATA_DIR: dataDir, PUBLIC_URL: 'https://fegg.example' }
    const running = await command(env, 'reset-link', email.toUpperCase())
    const unknown = await command(env, 'reset-link', 'nobody@example.com')
    await database.close()
    const stopped = await command(env, 'reset-link', email)
    ;({ database, auth } = await open())
    for (const { code: exit, out, err } of [running, stopped])
      expect({ exit, out, err }).toEqual({
        exit: 0,
        out: expect.stringMatching(/^https:\/\/fegg\.example\/reset-password\/[\w-]{43}\n$/),
        err: '',
      })
    expect(unknown).toEqual({
      code: 1,
      out: '',
      err: 'fegg: There is no account with the e-mail nobody@example.com.\n',
    })
    await auth.resetPassword({ token: linkIn(running.out), password: next })
    await auth.signIn({ email, password: next }, null)
    await expect(
      auth.resetPassword({ token: linkIn(stopped.out), password }),
    ).rejects.toMatchObject({ code: 'not_found' })
    await database.close()
    rmSync(dataDir, { recursive: true })
  })

  test.each([
    [[], /Usage:/],
    [['reset-link'], /Usage:/],
    [['reset-link', 'ada'], /“ada” is not an e-mail address/],
    [['delete', 'ada@example.com'], /Usage:/],
  ])('rule 40.6: %j is refused with the usage', async (args, told) => {
    const { code: exit, out, err } = await command({}, ...args)
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(told)
  })
})
