import { hash, verify } from '@node-rs/argon2'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as schema from '../../drizzle/schema.ts'
import type { Db } from '../../drizzle/types.ts'
import { newId } from '../../shared/ids.ts'
import { preparedPassword } from '../../shared/password-text.ts'
import { type TestDatabase, forEachDatabase } from '../testing/database.ts'
import { type Auth, type Entrance, type SignedIn, type SignedOut, createAuth } from './auth.ts'

const password = 'correct horse'
function address() {
  return `${newId()}@example.com`
}

function header(setCookie: string) {
  return setCookie.split(';')[0] ?? ''
}

forEachDatabase((_, open) => {
  let database: TestDatabase
  let db: Db
  let auth: Auth

  beforeAll(async () => {
    database = await open()
    db = database.db
    auth = createAuth({ db, publicUrl: null, github: null })
  })
  afterAll(() => database?.[Symbol.asyncDispose]())

  const signedIn = async (entrance: Entrance, by = auth): Promise<SignedIn> => {
    const found = await by.authenticate(header(entrance.cookie))
    if (!found) throw new Error('The cookie signs nobody in.')
    return found
  }

  const workspacesOf = (userId: string) =>
    db
      .select({
        id: schema.workspaces.id,
        name: schema.workspaces.name,
        slug: schema.workspaces.slug,
        role: schema.members.role,
      })
      .from(schema.members)
      .innerJoin(schema.workspaces, eq(schema.workspaces.id, schema.members.workspaceId))
      .where(eq(schema.members.userId, userId))

  const addSession = async (workspaceId: string, createdBy: string) => {
    const id = newId()
    await db.insert(schema.sessions).values({
      id,
      workspaceId,
      createdBy,
      name: 'Errands',
      model: 'demo',
      previewId: id.replaceAll('-', ''),
    })
    return id
  }

  it('a guest gets a name, a workspace of their own and a cookie that brings them back', async () => {
    const entrance = await auth.guest()
    expect(entrance.user).toMatchObject({ guest: true, email: null })
    expect(entrance.user.name).toMatch(/^Guest [A-Z][a-z]+$/)
    expect((await signedIn(entrance)).user).toEqual(entrance.user)
    const [workspace, ...more] = await workspacesOf(entrance.user.id)
    expect(more).toEqual([])
    expect(workspace).toMatchObject({ name: `${entrance.user.name}’s workspace`, role: 'owner' })
    expect(workspace?.slug).toMatch(/^guest-[a-z]+-[0-9a-f]{10}$/)
  })

  it('people of the same name have workspaces with different addresses', async () => {
    const people = await Promise.all(
      [1, 2, 3].map(() => auth.signUp({ name: 'Åsa Öberg', email: address(), password }, null)),
    )
    const slugs = await Promise.all(
      people.map(async ({ user }) => (await workspacesOf(user.id))[0]?.slug),
    )
    expect(new Set(slugs).size).toBe(3)
    for (const slug of slugs) expect(slug).toMatch(/^asa-oberg-[0-9a-f]{10}$/)
  })

  it('rule 12.1: the password is stored as an Argon2id hash only', async () => {
    const { user } = await auth.signUp({ name: 'Anna', email: address(), password }, null)
    const [row] = await db.select().from(schema.users).where(eq(schema.users.id, user.id))
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(JSON.stringify(row)).not.toContain(password)
  })

  it('a guest who signs up keeps id, workspace, its address and its sessions', async () => {
    const entrance = await auth.guest()
    const guest = await signedIn(entrance)
    const [before] = await workspacesOf(guest.user.id)
    if (!before) throw new Error('no workspace')
    const session = await addSession(before.id, guest.user.id)
    const email = address()

    const account = await auth.signUp({ name: 'Anna', email: email.toUpperCase(), password }, guest)

    expect(account.user).toMatchObject({ id: guest.user.id, name: 'Anna', email, guest: false })
    expect(await workspacesOf(account.user.id)).toEqual([{ ...before, name: 'Anna’s workspace' }])
    const [row] = await db.select().from(schema.sessions).where(eq(schema.sessions.id, session))
    expect(row?.workspaceId).toBe(before.id)
    expect((await auth.signIn({ email, password }, null)).user).toEqual(account.user)
  })

  it('who gains rights gets a new auth session, and the old one is over', async () => {
    const ended: SignedOut[] = []
    const entrance = await auth.guest()
    const guest = await signedIn(entrance)
    const unsubscribe = auth.onSignedOut((end) => ended.push(end))
    const account = await auth.signUp({ name: 'Anna', email: address(), password }, guest)
    unsubscribe()
    expect(await auth.authenticate(header(entrance.cookie))).toBeNull()
    expect((await signedIn(account)).authSessionId).not.toBe(guest.authSessionId)
    expect(ended).toEqual([{ authSessionId: guest.authSessionId, replaced: true }])
  })

  it('two tabs of a guest that sign up at once make one account', async () => {
    const guest = await signedIn(await auth.guest())
    const tries = await Promise.allSettled([
      auth.signUp({ name: 'Anna', email: address(), password }, guest),
      auth.signUp({ name: 'Anna', email: address(), password }, guest),
    ])
    expect(tries.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const lost = tries.find((one) => one.status === 'rejected')
    expect(lost?.reason).toMatchObject({ code: 'conflict' })
  })

  it('rule 39.5: one address in two forms is one account', async () => {
    const id = newId()
    const { user } = await auth.signUp(
      { name: 'Zoë', email: `zoë-${id}@bücher.example`, password },
      null,
    )
    expect(user.email).toBe(`zoë-${id}@xn--bcher-kva.example`)
    const other = `ZOE\u0308-${id}@xn--bcher-kva.example`
    await expect(auth.signUp({ name: 'Eve', email: other, password }, null)).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await auth.signIn({ email: other, password }, null)).user).toEqual(user)
  })

  const composed = 'Pässwörd für Åse'
  const decomposed = composed.normalize('NFD').replaceAll(' ', '\u00a0')
  it.each([
    ['signed up composed', composed, decomposed],
    ['signed up decomposed', decomposed, composed],
  ])(
    'rule 39.6: a password that was %s is right in the other form',
    async (_how, chosen, typed) => {
      const email = address()
      const { user } = await auth.signUp({ name: 'Åse', email, password: chosen }, null)
      expect((await auth.signIn({ email, password: typed }, null)).user).toEqual(user)
      await expect(auth.signIn({ email, password: `${typed} ` }, null)).rejects.toMatchObject({
        code: 'bad_input',
      })
    },
  )

  it.each([
    ['decomposed', composed.normalize('NFD'), composed],
    ['with its hard spaces', decomposed, decomposed],
    ['with a line break', 'correct\nhorse ö', 'correct\nhorse ö'],
  ])(
    'rule 39.6: an older hash of a password %s still opens, and is renewed',
    async (_how, stored, typed) => {
      const email = address()
      const { user } = await auth.signUp({ name: 'Åse', email, password }, null)
      await db
        .update(schema.users)
        .set({ passwordHash: await hash(stored) })
        .where(eq(schema.users.id, user.id))
      expect((await auth.signIn({ email, password: typed }, null)).user).toEqual(user)
      const [row] = await db.select().from(schema.users).where(eq(schema.users.id, user.id))
      expect(await verify(row?.passwordHash ?? '', preparedPassword(typed))).toBe(true)
      expect((await auth.signIn({ email, password: typed.normalize('NFC') }, null)).user).toEqual(
        user,
      )
    },
  )

  it('an e-mail that is taken is a conflict, and leaves nothing behind', async () => {
    const email = address()
    await auth.signUp({ name: 'Anna', email, password }, null)
    const guest = await signedIn(await auth.guest())
    const workspaces = await db.$count(schema.workspaces)
    for (const current of [null, guest]) {
      await expect(
        auth.signUp({ name: 'Eve', email: email.toUpperCase(), password }, current),
      ).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/Sign in instead/),
      })
    }
    expect(await db.$count(schema.workspaces)).toBe(workspaces)
    expect(await db.$count(schema.users, eq(schema.users.email, email))).toBe(1)
    const stillGuest = and(eq(schema.users.id, guest.user.id), eq(schema.users.guest, true))
    expect(await db.$count(schema.users, stillGuest)).toBe(1)
  })

  it.each([
    [{ name: ' ', email: 'a@example.com', password }, /^Enter a name\.$/],
    [{ name: 'Anna', email: 'anna', password }, /^Enter a valid e-mail address\.$/],
    [{ name: 'Anna', email: 'a@example.com', password: 'short' }, /at least 8 characters/],
    [{ name: 'x'.repeat(81), email: 'a@example.com', password }, /at most 80 characters/],
  ])('bad input %# to sign-up is told in words', async (input, message) => {
    await expect(auth.signUp(input, null)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringMatching(message),
    })
  })

  it('unknown e-mail and wrong password get the same answer after the same work', async () => {
    const email = address()
    await auth.signUp({ name: 'Anna', email, password }, null)
    const failure = async (input: { email: string; password: string }) => {
      const began = process.cpuUsage()
      const error = await auth.signIn(input, null).catch((reason: unknown) => reason)
      const { user, system } = process.cpuUsage(began)
      return { error, work: user + system }
    }
    await failure({ email: address(), password })
    const unknown = await failure({ email: address(), password })
    const wrong = await failure({ email, password: 'wrong horse' })
    expect(unknown.error).toMatchObject({ code: 'bad_input' })
    expect(wrong.error).toEqual(unknown.error)
    // Without the decoy hash, `unknown.work` would be at least ten times less.
    expect(unknown.work).toBeGreaterThan(wrong.work / 5)
  })

  it('signing in to an account takes along what the guest made, and nothing of an empty guest', async () => {
    const email = address()
    const { user } = await auth.signUp({ name: 'Anna', email, password }, null)
    const empty = await signedIn(await auth.guest())
    await auth.signIn({ email, password }, empty)
    expect(await workspacesOf(user.id)).toHaveLength(1)

    const guest = await signedIn(await auth.guest())
    const [made] = await workspacesOf(guest.user.id)
    if (!made) throw new Error('no workspace')
    await addSession(made.id, guest.user.id)
    await auth.signIn({ email, password }, guest)
    expect(await workspacesOf(user.id)).toContainEqual(made)
    expect(await workspacesOf(guest.user.id)).toEqual([])
  })

  it('signing out ends that auth session alone and tells who listens', async () => {
    const email = address()
    await auth.signUp({ name: 'Anna', email, password }, null)
    const here = await auth.signIn({ email, password }, null)
    const elsewhere = await auth.signIn({ email, password }, null)
    const { authSessionId } = await signedIn(here)
    const ended: SignedOut[] = []
    const unsubscribe = auth.onSignedOut((end) => ended.push(end))
    const { cookie } = await auth.signOut(authSessionId)
    unsubscribe()
    await auth.signOut((await signedIn(await auth.guest())).authSessionId)
    expect(cookie).toMatch(/^fegg_auth=; .*Max-Age=0/)
    expect(ended).toEqual([{ authSessionId, replaced: false }])
    expect(await auth.authenticate(header(here.cookie))).toBeNull()
    expect(await auth.authenticate(header(elsewhere.cookie))).not.toBeNull()
  })

  it('the cookie is HttpOnly, SameSite=Lax, Path=/, and Secure exactly on https', async () => {
    const attributes = async (publicUrl: URL | null) => {
      const { cookie } = await createAuth({ db, publicUrl, github: null }).guest()
      return cookie.split('; ').map((part) => part.split('=')[0])
    }
    const plain = ['fegg_auth', 'HttpOnly', 'Max-Age', 'Path', 'SameSite']
    expect(await attributes(null)).toEqual(plain)
    expect(await attributes(new URL('http://fegg.example'))).toEqual(plain)
    const secure = await attributes(new URL('https://fegg.example'))
    expect(secure).toEqual(['__Host-fegg_auth', ...plain.slice(1), 'Secure'])
    const { cookie } = await auth.guest()
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie).toContain('Path=/;')
  })

  it('an auth session that ran out signs nobody in; one past its half is renewed', async () => {
    const old = await auth.guest()
    const oldId = (await signedIn(old)).authSessionId
    const setExpiry = (ms: number) =>
      db
        .update(schema.authSessions)
        .set({ expiresAt: new Date(Date.now() + ms) })
        .where(eq(schema.authSessions.id, oldId))
    const day = 86_400_000

    expect((await signedIn(old)).freshCookie).toBeNull()
    await setExpiry(10 * day)
    expect((await signedIn(old)).freshCookie).toContain(oldId)
    expect((await signedIn(old)).freshCookie).toBeNull()
    await setExpiry(-1000)
    expect(await auth.authenticate(header(old.cookie))).toBeNull()
  })

  it('runs out of nothing but what has run out', async () => {
    const kept = await auth.guest()
    const gone = await signedIn(await auth.guest())
    await db
      .update(schema.authSessions)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(schema.authSessions.id, gone.authSessionId))
    await auth.deleteExpired()
    const left = eq(schema.authSessions.id, gone.authSessionId)
    expect(await db.$count(schema.authSessions, left)).toBe(0)
    expect(await auth.authenticate(header(kept.cookie))).not.toBeNull()
  })

  it.each([
    undefined,
    '',
    'fegg_auth',
    'fegg_auth=',
    'fegg_auth=%00',
    'fegg_auth=%zz',
    `fegg_auth=${'a'.repeat(10_000)}`,
    "fegg_auth=' or 1=1 --",
    'other=abcdefghijklmnopqrstuvwxyz',
  ])('a cookie header that signs nobody in, %#', async (cookieHeader) => {
    expect(await auth.authenticate(cookieHeader)).toBeNull()
  })

  it('malformed cookies of other apps on the same host do no harm', async () => {
    const entrance = await auth.guest()
    const among = `theme=%E0%A4%A; ${header(entrance.cookie)};=;x`
    expect((await auth.authenticate(among))?.user).toEqual(entrance.user)
  })

  it('a new name goes to the workspace while that has none of its own', async () => {
    const { user } = await auth.signUp({ name: 'Anna', email: address(), password }, null)
    const renamed = await auth.rename(user, '  Anna Karlsson ')
    expect(renamed).toEqual({ ...user, name: 'Anna Karlsson' })
    const [own] = await workspacesOf(user.id)
    expect(own?.name).toBe('Anna Karlsson’s workspace')
    if (!own) return
    await db
      .update(schema.workspaces)
      .set({ name: 'Bakery team' })
      .where(eq(schema.workspaces.id, own.id))
    await auth.rename(renamed, 'Anna B')
    expect((await workspacesOf(user.id))[0]?.name).toBe('Bakery team')
    await expect(auth.rename(renamed, '')).rejects.toMatchObject({ code: 'bad_input' })
  })
})
